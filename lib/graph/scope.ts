import type { ContextField, GraphEdge } from "./edge.ts";
import { callees, type GraphIndex } from "./graph-index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { callName } from "./names.ts";
import type { GraphNode } from "./node.ts";
import { resultShape } from "./result-shape.ts";

/** A result that an expression may name, and whether it can be there when the expression is evaluated. */
export type ResultInScope = { nodeId: string; shape: JsonSchema; soon: boolean };

/** What the names of an expression mean at its place. `results` is null where results can't be read at all. */
export type Scope = {
  roots: ReadonlyMap<string, JsonSchema>;
  results: ReadonlyMap<string, ResultInScope> | null;
};

/** The scope of rules and of mail and URL templates: the parameters of their tool. */
export function toolScope(parameters: JsonSchema): Scope {
  return { roots: new Map([["parameters", parameters]]), results: null };
}

/** The scope of an output's template: the run's input and every result on the way to it. */
export function outputScope(index: GraphIndex, id: string): Scope {
  return {
    roots: new Map([["input", inputShape(index)]]),
    results: flowResults(index, id),
  };
}

/** The scope of an agent's simulated reply: what it received and the results of its own calls. */
export function replyScope(index: GraphIndex, id: string): Scope {
  return { roots: new Map([["context", receivedShape(index, id)]]), results: callResults(index, id, null) };
}

/** The scope of an edge's paths: the input, what the caller received, and the results there are by then. */
export function edgeScope(index: GraphIndex, edge: GraphEdge): Scope {
  const roots = new Map([
    ["input", inputShape(index)],
    ["context", receivedShape(index, edge.from)],
  ]);
  return {
    roots,
    results: edge.kind === "flow" ? flowResults(index, edge.to) : callResults(index, edge.from, edge.to),
  };
}

/** What a node receives, as far as the edges into it tell: the fields of all of them together. */
export function receivedShape(index: GraphIndex, id: string): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const edge of index.into(id)) {
    const fields = edge.kind === "tool" ? [] : edge.context;
    if (edge.kind === "flow" && fields.length === 0) Object.assign(properties, inputShape(index).properties);
    for (const field of fields) properties[field.name] = fieldShape(index, edge, field);
  }
  return { type: "object", properties };
}

/** A field without a schema of its own has the shape of the result that its path names. */
function fieldShape(index: GraphIndex, edge: GraphEdge, field: ContextField): JsonSchema {
  if (field.schema.properties || field.schema.items || field.fill.by !== "path") return field.schema;
  const name = /^results\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(field.fill.path.trim())?.[1];
  if (name === undefined) return field.schema;
  const sibling = callees(index, edge.from).find((callee) => callee.name === name)?.node;
  return sibling ? resultShape(sibling) : field.schema;
}

function inputShape(index: GraphIndex): JsonSchema {
  const inputs = index.graph.nodes.filter((node) => node.kind === "input");
  return { type: "object", properties: Object.assign({}, ...inputs.map((node) => node.schema.properties)) };
}

function callResults(index: GraphIndex, caller: string, called: string | null): Scope["results"] {
  return new Map(
    callees(index, caller).map(({ node, name }) => [
      name,
      { nodeId: node.id, shape: resultShape(node), soon: node.id !== called },
    ]),
  );
}

/** Results of the steps before `id`; a supervisor brings those of its workers. Steps that come later are not soon. */
function flowResults(index: GraphIndex, id: string): Scope["results"] {
  const results = new Map<string, ResultInScope>();
  const before = index.before(id);
  for (const node of index.graph.nodes) {
    if (!isFlowStep(index, node)) continue;
    for (const step of [node, ...workersBelow(index, node.id, new Set([node.id]))]) {
      const soon = before.has(node.id) && node.id !== id;
      const name = callName(step);
      if (!results.has(name) || soon) results.set(name, { nodeId: step.id, shape: resultShape(step), soon });
    }
  }
  return results;
}

function isFlowStep(index: GraphIndex, node: GraphNode): boolean {
  if (node.kind !== "agent" && node.kind !== "supervisor" && node.kind !== "tool") return false;
  return [...index.into(node.id), ...index.from(node.id)].some((edge) => edge.kind === "flow");
}

function workersBelow(index: GraphIndex, id: string, seen: Set<string>): GraphNode[] {
  return callees(index, id).flatMap(({ edge, node }) => {
    if (edge.kind !== "worker" || seen.has(node.id)) return [];
    seen.add(node.id);
    return [node, ...workersBelow(index, node.id, seen)];
  });
}
