import type { EdgeKind } from "./edge.ts";
import type { NodeKind } from "./node.ts";

const STARTS: readonly NodeKind[] = ["input", "agent", "supervisor", "tool", "map", "workflow", "branch"];
const STEPS: readonly NodeKind[] = ["agent", "supervisor", "tool", "map", "workflow", "branch", "output"];
const ASKED_BY_SUPERVISORS: readonly NodeKind[] = ["agent", "supervisor", "workflow"];
const ASKED_FOR_ITEMS: readonly NodeKind[] = ["agent", "supervisor", "tool", "workflow"];

/** On the screen: the words for each kind of edge. */
export const edgeWords: Record<EdgeKind, string> = {
  flow: "then",
  worker: "asks",
  tool: "can use",
  item: "for each asks",
  handoff: "hands over to",
};

const nodeWords: Record<NodeKind, string> = {
  input: "the input",
  agent: "an agent",
  supervisor: "a supervisor",
  tool: "a tool",
  branch: "a branch",
  map: "a map",
  workflow: "a workflow",
  output: "the output",
  note: "a note",
  unknown: "a node of an unknown kind",
};

/** The kinds of edge allowed from one kind of node to another, the likeliest first; `why` says why there are none. */
export function connectable(from: NodeKind, to: NodeKind): { kinds: EdgeKind[]; why: string | null } {
  const kinds = (["worker", "tool", "item", "flow", "handoff"] as const).filter(
    (kind) => edgeMisfit(kind, from, to) === null,
  );
  return { kinds, why: kinds.length > 0 ? null : whyNone(from, to) };
}

/** Why an edge of this kind is not allowed between nodes of these kinds, as a sentence; null when it is. */
export function edgeMisfit(kind: EdgeKind, from: NodeKind, to: NodeKind): string | null {
  if (from === "unknown" || to === "unknown")
    return "A node of an unknown kind can't be connected in this version.";
  switch (kind) {
    case "worker":
      if (from !== "supervisor")
        return `Only a supervisor asks workers, and this edge begins at ${nodeWords[from]}.`;
      return ASKED_BY_SUPERVISORS.includes(to)
        ? null
        : `A supervisor asks agents, other supervisors or workflows, not ${nodeWords[to]}.`;
    case "tool":
      if (from === "supervisor") return "A supervisor only asks its workers; let one of them use the tool.";
      if (from !== "agent") return `Only an agent can use tools, and this edge begins at ${nodeWords[from]}.`;
      return to === "tool" || to === "workflow"
        ? null
        : `An agent can use tools and workflows, not ${nodeWords[to]}.`;
    case "item":
      if (from !== "map") return `Only a map asks for each item, and this edge begins at ${nodeWords[from]}.`;
      return ASKED_FOR_ITEMS.includes(to)
        ? null
        : `A map asks agents, supervisors, tools or workflows, not ${nodeWords[to]}.`;
    case "handoff":
      if (from !== "agent") return `Only an agent hands over, and this edge begins at ${nodeWords[from]}.`;
      return to === "agent" || to === "supervisor"
        ? null
        : `An agent hands over to agents or supervisors, not to ${nodeWords[to]}.`;
    case "flow":
      if (!STARTS.includes(from)) return `Nothing comes after ${nodeWords[from]}.`;
      return STEPS.includes(to) ? null : `Nothing leads to ${nodeWords[to]}.`;
  }
}

function whyNone(from: NodeKind, to: NodeKind): string {
  if (from === "note" || to === "note") return "Notes are for people; nothing is connected to them.";
  return edgeMisfit("flow", from, to) ?? `Nothing can go from ${nodeWords[from]} to ${nodeWords[to]}.`;
}
