import type { ContextField, GraphEdge } from "./edge.ts";
import { callees, type GraphIndex, perIndex, perNode } from "./graph-index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { LazyMap, lazyObject } from "./lazy-map.ts";
import type { GraphNode } from "./node.ts";
import { resultShape } from "./result-shape.ts";

/**
 * A result that an expression may name. `soon`: it can exist when the expression is evaluated. `inner`: a
 * supervisor's result contains those of its workers, by their reference names. Inner results and their shapes are
 * worked out on access: written out in full, those of supervisors that share workers would double with every level.
 */
export type ResultInScope = {
  nodeId: string;
  shape: JsonSchema;
  soon: boolean;
  inner: ReadonlyMap<string, ResultInScope> | null;
};

/**
 * What the names in an expression mean at its place. `results` is null where results can't be read at all;
 * `handedOn` are those in `context` because a "then" without fields handed them on.
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
 * What a node receives, as far as its incoming edges tell: the fields of all of them. "Then" edges without fields
 * hand on the run's input as it is when they come from the input; otherwise `input` and the results of the steps
 * they come from.
 */
export const receivedShape = perNode((index, id): JsonSchema => {
  if (receivesWholeInput(index, id)) return inputShape(index);
  const fields = new Map<string, () => JsonSchema>();
  const edges = index.into(id).filter((edge) => edge.kind !== "tool");
  if (edges.some((edge) => edge.kind === "flow" && edge.context.length === 0))
    fields.set("input", () => inputShape(index));
  const results = handedOn(index, id);
  for (const name of results.keys()) fields.set(name, () => results.get(name)?.shape ?? {});
  for (const edge of edges)
    for (const field of edge.context) fields.set(field.name, () => fieldShape(index, edge, field));
  const optional = new Set(
    edges.flatMap((edge) => edge.context.flatMap((one) => (one.required ? [] : [one.name]))),
  );
  return {
    type: "object",
    properties: lazyObject(new LazyMap(fields, (shape) => shape())),
    required: [...fields.keys()].filter((name) => !optional.has(name)),
  };
});

/** True when only "then" edges without fields lead from the input to the node. */
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
const handedOn = perNode((index, id): ReadonlyMap<string, ResultInScope> => {
  const nodes = index.into(id).flatMap((edge) => {
    const node = index.node(edge.from);
    if (edge.kind !== "flow" || edge.context.length > 0 || !node || node.kind === "input") return [];
    return [[node.referenceName, node] as const];
  });
  return new LazyMap(new Map(nodes), (node) => resultOf(index, node, () => true));
});

/** A field without a schema of its own has the shape of the result at its path. */
function fieldShape(index: GraphIndex, edge: GraphEdge, field: ContextField): JsonSchema {
  if (field.schema.properties || field.schema.items || field.fill.by !== "path") return field.schema;
  const name = /^results\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(field.fill.path.trim())?.[1];
  if (name === undefined) return field.schema;
  const sibling = calleesByName(index, edge.from).get(name);
  return sibling ? resultShape(sibling) : field.schema;
}

const inputShape = perIndex((index): JsonSchema => {
  const inputs = index.graph.nodes.filter((node) => node.kind === "input");
  return {
    type: "object",
    properties: Object.assign({}, ...inputs.map((node) => node.schema.properties)),
    required: inputs.flatMap((node) => node.schema.required),
  };
});

const calleesByName = perNode(
  (index, id): ReadonlyMap<string, GraphNode> =>
    new Map(callees(index, id).map(({ node, name }) => [name, node])),
);

function callResults(
  index: GraphIndex,
  caller: string,
  called: string | null,
): ReadonlyMap<string, ResultInScope> {
  return new LazyMap(calleesByName(index, caller), (node) => resultOf(index, node, () => node.id !== called));
}

/** The steps on the flows by reference name; before version 2 of a document several may share one. */
const flowSteps = perIndex(
  (index): ReadonlyMap<string, GraphNode[]> =>
    Map.groupBy(
      index.graph.nodes.filter((node) => isFlowStep(index, node)),
      (node) => node.referenceName,
    ),
);

/** Results of the steps before `id` on the flows; later steps are not `soon`. */
function flowResults(index: GraphIndex, id: string): ReadonlyMap<string, ResultInScope> {
  const soon = (node: GraphNode) => index.comesBefore(node.id, id) && node.id !== id;
  return new LazyMap(flowSteps(index), ([first, ...others]) => {
    if (!first) throw new Error("a group of steps has at least one");
    const meant = others.length === 0 ? first : ([first, ...others].findLast(soon) ?? first);
    return resultOf(index, meant, () => soon(meant));
  });
}

function isFlowStep(index: GraphIndex, { id, kind }: GraphNode): boolean {
  if (kind === "branch" || kind === "output" || kind === "note" || kind === "unknown") return false;
  const flows = (edge: GraphEdge) => edge.kind === "flow";
  return index.into(id).some(flows) || index.from(id).some(flows);
}

function resultOf(index: GraphIndex, node: GraphNode, soon: () => boolean): ResultInScope {
  const inner = innerResults(index, node.id);
  return {
    nodeId: node.id,
    inner,
    get soon() {
      return soon();
    },
    get shape() {
      return node.kind === "supervisor" ? supervisorShape(index, node.id) : resultShape(node);
    },
  };
}

/** The results that a supervisor's result is made of; null for every other node. */
const innerResults = perNode((index, id): LazyMap<GraphNode, ResultInScope> | null => {
  if (index.node(id)?.kind !== "supervisor") return null;
  const workers = callees(index, id).filter(({ edge }) => edge.kind === "worker");
  const nodes = new Map(workers.map(({ name, node }) => [name, node]));
  return new LazyMap(nodes, (node) => resultOf(index, node, () => true));
});

const supervisorShape = perNode((index, id): JsonSchema => {
  const inner = innerResults(index, id);
  if (!inner) return {};
  const shapes = new LazyMap(inner, ({ shape }) => shape);
  return { type: "object", properties: lazyObject(shapes) };
});
