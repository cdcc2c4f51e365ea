import {
  type ContextField,
  type FlowEdge,
  type GraphEdge,
  type HandoffEdge,
  type ItemEdge,
  isControl,
  type ToolEdge,
  type WorkerEdge,
} from "./edge.ts";
import { type GraphIndex, perIndex, perNode } from "./graph-index.ts";
import { itemShape } from "./item-shape.ts";
import type { JsonSchema } from "./json-schema.ts";
import { LazyMap, lazyObject } from "./lazy-map.ts";
import type { GraphNode } from "./node.ts";
import { calleesByName, type Results, resultOf } from "./result-in-scope.ts";
import { resultShape } from "./result-shape.ts";

/** What a failed step hands on along its "if it fails". */
export const failureShape: JsonSchema = {
  type: "object",
  properties: { step: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
};

/** The form of the run. */
export const inputShape = perIndex((index): JsonSchema => {
  const inputs = index.graph.nodes.filter((node) => node.kind === "input");
  return {
    type: "object",
    properties: Object.assign({}, ...inputs.map((node) => node.schema.properties)),
    required: inputs.flatMap((node) => node.schema.required),
  };
});

/**
 * What a node receives, as far as its incoming edges tell: the fields of all of them, and what "then" edges without
 * fields hand on: the run's input as it is when they come from the input; otherwise `input`, the results of the steps
 * that they come from, and `failure` where a step has failed. From a branch comes what led to the branch. What
 * comes by only some of the ways that lead here is not required.
 */
export const receivedShape = perNode((index, id): JsonSchema => {
  const received = receivedBy(index, id);
  if (isWholeInput(received)) return inputShape(index);
  const fields = new Map<string, () => JsonSchema>();
  const sure = new Set<string>();
  const add = (name: string, isSure: boolean, shape: () => JsonSchema) => {
    fields.set(name, shape);
    if (isSure) sure.add(name);
  };
  const { properties = {} } = inputShape(index);
  if (received.whole)
    for (const name of Object.keys(properties)) add(name, false, () => properties[name] ?? {});
  if (received.input) add("input", received.input === "sure", () => inputShape(index));
  if (received.failure) add("failure", received.failure === "sure", () => failureShape);
  const { item } = received;
  if (item) add("item", !isMixed(received), () => itemShape(index, item.from));
  const results = handedOn(index, id);
  for (const [name, node] of received.results)
    add(name, received.sureResults.has(node), () => results.get(name)?.shape ?? {});
  for (const { edge, field, isSure } of received.fields)
    add(field.name, isSure && field.required, () => fieldShape(index, edge, field));
  const optional = new Set(received.fields.flatMap(({ field }) => (field.required ? [] : [field.name])));
  return {
    type: "object",
    properties: lazyObject(new LazyMap(fields, (shape) => shape())),
    required: [...fields.keys()].filter((name) => sure.has(name) && !optional.has(name)),
  };
});

/** The results that "then" edges without fields hand on to a node, by reference name. */
export const handedOn = perNode(
  (index, id): Results =>
    new LazyMap(receivedBy(index, id).results, (node) => resultOf(index, node, { soon: () => true })),
);

type Field = { edge: FlowEdge | WorkerEdge | ItemEdge | HandoffEdge; field: ContextField; isSure: boolean };

/** What comes along the edges into a node; "some": by only some of the ways that lead there. */
type Received = {
  /** The run's input as it is, by some way at least. */
  whole: boolean;
  input: "sure" | "some" | null;
  failure: "sure" | "some" | null;
  results: ReadonlyMap<string, GraphNode>;
  sureResults: ReadonlySet<GraphNode>;
  fields: readonly Field[];
  /** The edge along which an item comes as it is. */
  item: ItemEdge | null;
};

const isWholeInput = ({ whole, input, failure, fields, item }: Received) =>
  whole && !input && !failure && !item && fields.length === 0;

/** Whether an item is only one of several things that may come. */
const isMixed = ({ whole, input, failure, fields }: Received) =>
  whole || input !== null || failure !== null || fields.length > 0;

const known = perIndex(() => new Map<string, Received>());

/**
 * Works out what a node receives. Branches hand on what they receive themselves, so those before it come first, without
 * recursion, for they may stand in a long line; a branch in a circle of branches adds nothing to itself.
 */
function receivedBy(index: GraphIndex, id: string): Received {
  const done = known(index);
  const entered = new Set<string>();
  const open = [id];
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    if (done.has(at) || entered.has(at)) {
      if (!done.has(at)) done.set(at, alongEdges(index, at, done));
      open.pop();
      continue;
    }
    entered.add(at);
    for (const edge of index.into(at))
      if (handsOnWhole(index, edge) && !done.has(edge.from) && !entered.has(edge.from)) open.push(edge.from);
  }
  return done.get(id) ?? NOTHING;
}

const NOTHING: Received = {
  whole: false,
  input: null,
  failure: null,
  results: new Map(),
  sureResults: new Set(),
  fields: [],
  item: null,
};

const isBare = (edge: GraphEdge): edge is Exclude<GraphEdge, WorkerEdge | ToolEdge> =>
  edge.kind !== "worker" && edge.kind !== "tool" && edge.context.length === 0;

/** Whether what an edge hands on is what its beginning itself receives: that of a branch, or who hands over. */
const handsOnWhole = (index: GraphIndex, edge: GraphEdge) =>
  isBare(edge) &&
  (edge.kind === "handoff" ||
    (edge.kind === "flow" && edge.on === undefined && index.node(edge.from)?.kind === "branch"));

function alongEdges(index: GraphIndex, id: string, done: ReadonlyMap<string, Received>): Received {
  const edges = index.into(id).filter((edge) => edge.kind !== "tool");
  const [only, ...others] = edges;
  const isAlone = only !== undefined && others.length === 0;
  if (isAlone && handsOnWhole(index, only) && !isBack(only)) return done.get(only.from) ?? NOTHING;
  const isSure = isAlone || !isConditional(index);
  const results = new Map<string, GraphNode>();
  const sureResults = new Set<GraphNode>();
  const fields: Field[] = [];
  const all = { ...NOTHING, results, sureResults, fields };
  const better = (one: "sure" | "some" | null, sure: boolean) => (sure || one === "sure" ? "sure" : "some");
  const addResult = (node: GraphNode | undefined, sure: boolean) => {
    if (!node || node.kind === "branch" || node.kind === "input") return;
    results.set(node.referenceName, node);
    if (sure) sureResults.add(node);
  };
  for (const edge of edges) {
    if (!isBare(edge)) {
      const sure = edge.kind === "worker" || isSure;
      fields.push(...edge.context.map((field) => ({ edge, field, isSure: sure })));
      continue;
    }
    const from = index.node(edge.from);
    if (edge.kind === "item") {
      all.item ??= edge;
      continue;
    }
    if (edge.kind === "flow" && edge.on === "failed") all.failure = better(all.failure, isSure);
    if (handsOnWhole(index, edge)) {
      const theirs = done.get(edge.from) ?? NOTHING;
      all.whole ||= theirs.whole;
      if (theirs.input) all.input = better(all.input, isSure && theirs.input === "sure");
      if (theirs.failure) all.failure = better(all.failure, isSure && theirs.failure === "sure");
      for (const node of theirs.results.values()) addResult(node, isSure && theirs.sureResults.has(node));
      fields.push(...theirs.fields.map((one) => ({ ...one, isSure: isSure && one.isSure })));
    } else if (from?.kind === "input" && !isBack(edge)) all.whole = true;
    else {
      all.input = better(all.input, isSure);
      if (edge.kind === "flow" && edge.on === undefined) addResult(from, isSure);
    }
    if (edge.kind === "flow" && isBack(edge)) {
      all.input = better(all.input, isSure);
      // What is to be reworked comes along.
      addResult(index.node(id), false);
    }
  }
  return all;
}

const isBack = (edge: GraphEdge) => isControl(edge) && edge.back !== undefined;

/** Whether some step may be left out, or done again, so that not everything that leads somewhere comes. */
const isConditional = perIndex(
  ({ graph }): boolean =>
    graph.nodes.some(({ kind }) => kind === "branch") ||
    graph.edges.some(
      (edge) =>
        edge.kind === "handoff" ||
        (edge.kind === "flow" && (edge.when ?? edge.on ?? edge.back) !== undefined),
    ),
);

/** A field without a schema of its own has the shape of the result at its path. */
function fieldShape(index: GraphIndex, edge: GraphEdge, field: ContextField): JsonSchema {
  if (field.schema.properties || field.schema.items || field.fill.by !== "path") return field.schema;
  const name = /^results\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(field.fill.path.trim())?.[1];
  if (name === undefined) return field.schema;
  const sibling = calleesByName(index, edge.from).get(name);
  return sibling ? resultShape(sibling) : field.schema;
}
