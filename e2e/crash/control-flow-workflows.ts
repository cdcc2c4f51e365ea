import type { FlowEdge, GraphEdge, ItemEdge } from "../../lib/graph/edge.ts";
import type { GraphEdit } from "../../lib/graph/graph-edit.ts";
import { newNode } from "../../lib/graph/new-node.ts";
import type {
  BranchNode,
  GraphNode,
  MapNode,
  NodeKind,
  PinnedWorkflow,
  WorkflowNode,
} from "../../lib/graph/node.ts";
import { agent, byPath, drawing, fromInput, ticket, tool } from "./drawing.ts";
import { filing, type Targets } from "./workflows.ts";
import type { Workflow } from "./world.ts";

/** What each list has that is filed item by item, two at a time. */
const FILED = ["a", "b", "c"];

/** How often the rounds' list is filed. */
const ROUNDS = 2;

/** How many tickets a run of a workflow files; absent: none. */
export const FILINGS: Partial<Record<Workflow, number>> = {
  filing: 1,
  rounds: ROUNDS * FILED.length,
  batch: FILED.length,
};

function made<Node extends BranchNode | MapNode | WorkflowNode>(
  kind: Node["kind"] & NodeKind,
  id: string,
  more: Partial<Node>,
): Node {
  const node = newNode(kind, id, { name: id });
  if (node.kind !== kind) throw new Error(`expected a new ${kind}, got ${node.kind}`);
  // The kind was checked just now, and `more` has that kind's own fields.
  return { ...node, ...more } as Node;
}

const eachFiled = (): MapNode =>
  made<MapNode>("map", "each", { items: JSON.stringify(FILED), concurrency: 2 });

/** Hands on a ticket by this expression. */
const ticketAs = (path: string) => fromInput.map((field) => ({ ...field, fill: byPath(path) }));

/** For each item: a ticket of its own, by this expression. */
const item = (to: string, path: string): ItemEdge => ({
  ...{ id: `each-${to}`, kind: "item", from: "each", to },
  context: ticketAs(path),
});

const flow = (from: string, to: string, more: Partial<FlowEdge> = {}): FlowEdge => ({
  ...{ id: `${from}-${to}`, kind: "flow", from, to, context: [] },
  ...more,
});

/**
 * Control flow of all kinds within one graph: after an agent, a map files a list in a loop that a branch ends; then an
 * agent hands over to another.
 */
export function roundsWorkflow(targets: Targets): GraphEdit[] {
  const nodes: [GraphNode, ...GraphNode[]] = [
    agent("opener", "Say what is filed."),
    eachFiled(),
    tool("filing", ticket, filing(targets)),
    made<BranchNode>("branch", "again", {}),
    agent("clerk", "Let the closer say that it is filed."),
    agent("closer", "Say that it is filed."),
  ];
  const round = "(has(rounds.each) ? size(rounds.each) : 0)";
  const edges: GraphEdge[] = [
    flow("opener", "each"),
    item("filing", `input.ticket + "-" + item + string(${round})`),
    flow("each", "again"),
    flow("again", "each", {
      when: `size(rounds.each) < ${ROUNDS}`,
      back: { most: ROUNDS, usedUp: "fail" },
    }),
    // The obedient model hands over to whom it is asked for.
    flow("again", "clerk", { context: ticketAs('"The closer closes " + input.ticket') }),
    { id: "clerk-closer", kind: "handoff", from: "clerk", to: "closer", context: [] },
  ];
  return drawing({ nodes, edges, last: "closer", template: "{{ results.closer }}" });
}

/** Published versions as steps: after an agent, `filing` for each item of a list, then `dispatch` once. */
export function batchWorkflow(pins: { filing: PinnedWorkflow; dispatch: PinnedWorkflow }): GraphEdit[] {
  const used = (id: "filing" | "dispatch") =>
    made<WorkflowNode>("workflow", id, {
      workflow: pins[id],
      parameters: ticket,
      result: { type: "string" },
    });
  const nodes: [GraphNode, ...GraphNode[]] = [
    agent("opener", "Say what is filed."),
    eachFiled(),
    used("filing"),
    used("dispatch"),
  ];
  const edges: GraphEdge[] = [
    flow("opener", "each"),
    item("filing", 'input.ticket + "-" + item'),
    flow("each", "dispatch", { context: fromInput }),
  ];
  return drawing({ nodes, edges, last: "dispatch", template: "{{ results.dispatch }}" });
}
