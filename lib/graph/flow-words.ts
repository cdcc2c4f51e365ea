import type { ControlEdge, FlowEdge } from "./edge.ts";

/**
 * When a flow is taken, in words: "if results.check.ok", "else" (from a branch), "if it fails", each behind
 * "back, at most 3 times" for a way back; null for a flow that simply follows.
 */
export function flowWords(flow: FlowEdge, fromBranch: boolean): string | null {
  const parts = [flow.back ? backWords(flow.back.most) : null, conditionWords(flow, fromBranch)];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(", ");
}

function conditionWords({ on, when }: FlowEdge, fromBranch: boolean): string | null {
  // A condition on several lines is one.
  const condition = when === undefined ? null : when.trim().replace(/\s+/g, " ") || "…";
  if (on === "failed") return condition === null ? "if it fails" : `if it fails and ${condition}`;
  if (condition !== null) return `if ${condition}`;
  return fromBranch ? "else" : null;
}

const backWords = (most: number) => `back, at most ${most === 1 ? "once" : `${most} times`}`;

/** When control goes on along an edge, in words: as `flowWords`, and "hands over" or "hands back, at most 3 times". */
export function controlWords(edge: ControlEdge, fromBranch: boolean): string | null {
  if (edge.kind === "flow") return flowWords(edge, fromBranch);
  return edge.back ? `hands ${backWords(edge.back.most)}` : "hands over";
}
