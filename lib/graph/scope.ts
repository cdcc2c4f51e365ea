import type { ContextField, GraphEdge } from "./edge.ts";
import { callees, type GraphIndex } from "./graph-index.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { GraphNode } from "./node.ts";
import { resultShape } from "./result-shape.ts";

/**
 * A result that an expression may name. `soon`: it can be there when the expression is evaluated. `inner`: a
 * supervisor's result holds those of its workers by their reference names.
 */
export type ResultInScope = {
  nodeId: string;
  shape: JsonSchema;
  soon: boolean;
  inner: ReadonlyMap<string, ResultInScope> | null;
};

/**
 * What the names of an expression mean at its place. `results` is null where results can't be read at all; `handedOn`
 * are those that stand in `context` because a "then" without fields handed them on.
 */
export type Scope = {
  roots: ReadonlyMap<string, JsonSchema>;
  results: ReadonlyMap<string, ResultInScope> | null;
  handedOn: ReadonlyMap<string, ResultInScope>;
};

const NOTHING: ReadonlyMap<string, ResultInScope> = new Map();

/** The scope of rules and of mail and URL templates: the parameters of their tool. */
export function toolScope(parameters: JsonSchema): Scope {
  return { roots: new Map([["parameters", parameters]]), results: null, handedOn: NOTHING };
}

/** The scope of an output's template: the run's input and the results of the steps before. */
export function outputScope(index: GraphIndex, id: string): Scope {
  const input = inputShape(index);
  return {
    roots: new Map([
      ["input", input],
      ["context", input],
    ]),
    results: flowResults(index, id),
    handedOn: NOTHING,
  };
}

/** The scope of an agent's simulated reply: what it received and the results of its own calls. */
export function replyScope(index: GraphIndex, id: string): Scope {
  return {
    roots: new Map([["context", receivedShape(index, id)]]),
    results: callResults(index, id, null),
    handedOn: handedOn(index, id),
  };
}

/**
 * The scope of an edge's paths. Where an agent calls: the input, what it received, and the results of its own calls.
 * On a flow: the input (also as `context`) and the results of the steps before.
 */
export function edgeScope(index: GraphIndex, edge: GraphEdge): Scope {
  const input = inputShape(index);
  if (edge.kind === "flow")
    return {
      roots: new Map([
        ["input", input],
        ["context", input],
      ]),
      results: flowResults(index, edge.to),
      handedOn: NOTHING,
    };
  return {
    roots: new Map([
      ["input", input],
      ["context", receivedShape(index, edge.from)],
    ]),
    results: callResults(index, edge.from, edge.to),
    handedOn: handedOn(index, edge.from),
  };
}

/**
 * What a node receives, as far as the edges into it tell: the fields of all of them together. "Then" edges without fields
 * hand on the run's input as it is from the input, and `input` beside the results of the steps they come from else.
 */
export function receivedShape(index: GraphIndex, id: string): JsonSchema {
  if (receivesWholeInput(index, id)) return inputShape(index);
  const properties: Record<string, JsonSchema> = {};
  const edges = index.into(id).filter((edge) => edge.kind !== "tool");
  if (edges.some((edge) => edge.kind === "flow" && edge.context.length === 0))
    properties.input = inputShape(index);
  for (const [name, { shape }] of handedOn(index, id)) properties[name] = shape;
  for (const edge of edges)
    for (const field of edge.context) properties[field.name] = fieldShape(index, edge, field);
  const optional = new Set(
    edges.flatMap((edge) => edge.context.flatMap((one) => (one.required ? [] : [one.name]))),
  );
  return {
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => !optional.has(name)),
  };
}

/** True where nothing but "then" edges without fields lead from the input to the node. */
function receivesWholeInput(index: GraphIndex, id: string): boolean {
  const edges = index.into(id).filter((edge) => edge.kind !== "tool");
  return (
    edges.length > 0 &&
    edges.every(
      ({ kind, context, from }) =>
        kind === "flow" && context.length === 0 && index.node(from)?.kind === "input",
    )
  );
}

/** The results that "then" edges without fields hand on to a node, by reference name. */
function handedOn(index: GraphIndex, id: string): Map<string, ResultInScope> {
  return new Map(
    index.into(id).flatMap((edge) => {
      const node = index.node(edge.from);
      if (edge.kind !== "flow" || edge.context.length > 0 || !node || node.kind === "input") return [];
      return [[node.referenceName, resultOf(index, node, true, new Set())] as const];
    }),
  );
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
  return {
    type: "object",
    properties: Object.assign({}, ...inputs.map((node) => node.schema.properties)),
    required: inputs.flatMap((node) => node.schema.required),
  };
}

function callResults(index: GraphIndex, caller: string, called: string | null): Map<string, ResultInScope> {
  return new Map(
    callees(index, caller).map(({ node, name }) => [
      name,
      resultOf(index, node, node.id !== called, new Set([caller])),
    ]),
  );
}

/** Results of the steps before `id` on the flows; steps that come later are not soon. */
function flowResults(index: GraphIndex, id: string): Map<string, ResultInScope> {
  const results = new Map<string, ResultInScope>();
  const before = index.before(id);
  for (const node of index.graph.nodes) {
    if (!isFlowStep(index, node)) continue;
    const name = node.referenceName;
    const soon = before.has(node.id) && node.id !== id;
    if (!results.has(name) || soon) results.set(name, resultOf(index, node, soon, new Set()));
  }
  return results;
}

function isFlowStep(index: GraphIndex, { id, kind }: GraphNode): boolean {
  if (kind === "output" || kind === "note" || kind === "unknown") return false;
  return [...index.into(id), ...index.from(id)].some((edge) => edge.kind === "flow");
}

function resultOf(
  index: GraphIndex,
  node: GraphNode,
  soon: boolean,
  above: ReadonlySet<string>,
): ResultInScope {
  const result = { nodeId: node.id, soon };
  if (node.kind !== "supervisor" || above.has(node.id))
    return { ...result, shape: resultShape(node), inner: null };
  const below = new Set(above).add(node.id);
  const inner = new Map(
    callees(index, node.id)
      .filter(({ edge }) => edge.kind === "worker")
      .map((callee) => [callee.name, resultOf(index, callee.node, true, below)]),
  );
  const properties = Object.fromEntries([...inner].map(([name, one]) => [name, one.shape]));
  return { ...result, shape: { type: "object", properties }, inner };
}
