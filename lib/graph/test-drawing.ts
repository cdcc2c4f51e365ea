import type { FlowEdge } from "./edge.ts";
import { emptyGraph, type Graph } from "./graph.ts";
import { newNode } from "./new-node.ts";
import type { GraphNode, NodeKind } from "./node.ts";

/** The kind of a node by how its id begins; everything else is an agent. */
const KINDS: readonly (readonly [string, NodeKind])[] = [
  ["in", "input"],
  ["out", "output"],
  ["branch", "branch"],
  ["tool", "tool"],
  ["map", "map"],
  ["workflow", "workflow"],
  ["boss", "supervisor"],
];

/**
 * A graph of flows, each written as `a>b` (then), `a>b!` (if it fails) or `b<a` (from a back to b, at most 3 times), with
 * ` if ` and a condition behind it or not. Nodes come in the order in which they are first written; the id of an edge is
 * `a-b`, `a-b-failed` or `a-b-back`.
 */
export function drawing(...flows: string[]): Graph {
  const edges = flows.map(flowOf);
  const ids = new Set(flows.flatMap((flow) => flow.replace(/!?( if .*)?$/, "").split(/[<>]/)));
  return { ...emptyGraph(), nodes: [...ids].map(nodeOf), edges };
}

function nodeOf(id: string): GraphNode {
  const kind = KINDS.find(([start]) => id.startsWith(start))?.[1] ?? "agent";
  const node = newNode(kind, id, { toolType: "rules", ...(kind !== "input" && { name: id }) });
  if (node.kind === "input")
    return { ...node, schema: { type: "object", properties: { text: { type: "string" } }, required: [] } };
  return node.kind === "agent" ? { ...node, instructions: "Do it." } : node;
}

function flowOf(flow: string): FlowEdge {
  const parts = /^(\w+)([<>])(\w+)(!?)(?: if (.*))?$/.exec(flow);
  if (!parts) throw new Error(`expected a flow such as a>b, a>b! or b<a, got ${flow}`);
  const [, one = "", way, other = "", failed, when] = parts;
  const [from, to] = way === "<" ? [other, one] : [one, other];
  return {
    id: `${from}-${to}${failed ? "-failed" : ""}${way === "<" ? "-back" : ""}`,
    kind: "flow",
    from,
    to,
    context: [],
    ...(failed && { on: "failed" }),
    ...(when !== undefined && { when }),
    ...(way === "<" && { back: { most: 3, usedUp: "fail" } }),
  };
}
