import { type Issue, keepsFrom } from "@/lib/graph/issue.ts";

/** How many problems each node and edge has, by id, and whether one of them keeps the workflow from every run. */
export function countProblems(issues: readonly Issue[]): Map<string, { count: number; blocking: boolean }> {
  const counts = new Map<string, { count: number; blocking: boolean }>();
  for (const issue of issues) {
    const id = issue.nodeId ?? issue.edgeId;
    if (id === undefined) continue;
    const before = counts.get(id);
    counts.set(id, {
      count: (before?.count ?? 0) + 1,
      blocking: keepsFrom(issue) === "every-run" || (before?.blocking ?? false),
    });
  }
  return counts;
}
