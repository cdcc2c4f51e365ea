import type { GraphEdge } from "../edge.ts";
import { applyEdits } from "../edit.ts";
import type { Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { Issue, IssueCode, Surroundings } from "../issue.ts";
import type { Json } from "../json.ts";
import { newNode } from "../new-node.ts";
import { orderException } from "../templates/order-exception.ts";
import { validate } from "../validate.ts";

/** The connections that the cases are looked at with. */
export const known = {
  connections: [
    { id: "demo-erp", kind: "sqlite", name: "Demo ERP", offline: false },
    { id: "demo-wms", kind: "sqlite", name: "Demo WMS", offline: false },
    { id: "demo-tms", kind: "sqlite", name: "Demo TMS", offline: true },
    { id: "mail", kind: "smtp", name: "Mail", offline: false },
  ],
  prices: [{ pattern: "gpt-5-mini", input: 250, output: 2_000 }],
};
/** The same, none of them offline. */
export const allOnline = {
  ...known,
  connections: known.connections.map((one) => ({ ...one, offline: false })),
};

/** The graph after edits, which must be possible. */
export function edited(graph: Graph, edits: GraphEdit[]): Graph {
  const result = applyEdits({ graph, layout: {} }, edits);
  if ("problem" in result) throw new Error(result.problem);
  return result.document.graph;
}

/** Sets a property of a node. */
export const set = (id: string, path: string[], value: Json): GraphEdit => ({
  type: "node-change",
  id,
  path,
  value,
});
/** Sets a property of an edge. */
export const setEdge = (id: string, path: string[], value: Json): GraphEdit => ({
  type: "edge-change",
  id,
  path,
  value,
});
/** Adds an edge. */
export const addEdge = (edge: GraphEdge): GraphEdit => ({ type: "edge-add", edge });
/** Adds a node as it comes from the palette. */
export const add = (kind: Parameters<typeof newNode>[0], id: string): GraphEdit => ({
  type: "node-add",
  node: newNode(kind, id),
  position: null,
});
/** Removes a node with its edges. */
export const remove = (id: string): GraphEdit => ({ type: "node-remove", id });
/** Removes an edge. */
export const cut = (id: string): GraphEdit => ({ type: "edge-remove", id });
/** Adds a “then” edge that hands over the input. */
export const flow = (id: string, from: string, to: string) =>
  addEdge({ id, kind: "flow", from, to, context: [] });
/** Makes the reading of the ERP, a step of the template, a tool of Data retrieval instead. */
export const erpAsTool: GraphEdit[] = [
  cut("input-erp"),
  cut("erp-desk"),
  { type: "edge-change", id: "desk-retrieval", path: ["context", "erp"] },
  set("retrieval", ["simulatedReply"], null),
  addEdge({ id: "retrieval-erp", kind: "tool", from: "retrieval", to: "erp", fills: [] }),
];
/** A fill by path. */
export const byPath = (path: string) => ({ by: "path", path });

/**
 * Edits that spoil the template, or the graph that is given, and the problem that must be told then: with this code, at this node or edge, saying
 * this. `fixed: false` where no button can mend it.
 */
export type ProblemCase = {
  what: string;
  graph?: Graph;
  edits: GraphEdit[];
  code: IssueCode;
  at?: string;
  says?: string;
  warning?: true;
  fixed?: false;
  /** What is known around the drawing, besides the connections. */
  around?: Partial<Surroundings>;
};

/**
 * What validation makes of a case: the expected issue, whether its fix takes it away, and the issues of the spoilt
 * graph, this or others, that stay after their own fix.
 */
export function lookAt(one: ProblemCase): { issue: Issue | undefined; mended: boolean; stubborn: Issue[] } {
  const graph = edited(one.graph ?? orderException().graph, one.edits);
  const around = { ...allOnline, ...one.around };
  const issues = validate(graph, around);
  const issue = issues.find((candidate) => isExpected(candidate, one));
  const after = issue?.fix && validate(edited(graph, issue.fix.edits), around);
  const stubborn = issues.filter(
    (each) => each.fix && validate(edited(graph, each.fix.edits), around).some((left) => isSame(left, each)),
  );
  return { issue, mended: after !== undefined && !after.some((left) => isExpected(left, one)), stubborn };
}

function isExpected(issue: Issue, { code, at, says, warning }: ProblemCase): boolean {
  return (
    issue.code === code &&
    issue.severity === (warning ? "warning" : "error") &&
    (at === undefined || issue.nodeId === at || issue.edgeId === at) &&
    (says === undefined || issue.message.includes(says))
  );
}

function isSame(a: Issue, b: Issue): boolean {
  return a.code === b.code && a.nodeId === b.nodeId && a.edgeId === b.edgeId && a.message === b.message;
}
