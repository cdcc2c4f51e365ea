import type { Issue } from "@/lib/graph/issue.ts";

/** How many problems each node and edge has, by id, and whether one of them keeps the workflow from running. */
export function countProblems(issues: readonly Issue[]): Map<string, { count: number; blocking: boolean }> {
  const counts = new Map<string, { count: number; blocking: boolean }>();
  for (const { nodeId, edgeId, severity } of issues) {
    const id = nodeId ?? edgeId;
    if (id === undefined) continue;
    const before = counts.get(id);
    counts.set(id, {
      count: (before?.count ?? 0) + 1,
      blocking: severity === "error" || (before?.blocking ?? false),
    });
  }
  return counts;
}
