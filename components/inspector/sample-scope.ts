import { evaluate } from "@/lib/graph/cel.ts";
import type { FlowEdge, GraphEdge, ToolEdge } from "@/lib/graph/edge.ts";
import type { GraphIndex } from "@/lib/graph/graph-index.ts";
import { itemShape } from "@/lib/graph/item-shape.ts";
import { isJsonObject, type Json, type JsonObject } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import type { AgentNode, GraphNode } from "@/lib/graph/node.ts";
import { receivedShape, handedOn as resultsHandedOn } from "@/lib/graph/received.ts";
import type { Results } from "@/lib/graph/result-in-scope.ts";
import {
  acceptScope,
  conditionScope,
  edgeScope,
  replyScope,
  type Scope,
  stepScope,
} from "@/lib/graph/scope.ts";
import type { SampleRun } from "@/lib/trace/sample-run.ts";

/** The fields of a sample: supervisors that share workers have shapes that would never end. */
const MAX_FIELDS = 1_000;

/**
 * A value of this shape to try things on: its example, default or first choice, else one that shows its name. After
 * `room.fields` fields in all, objects are left empty.
 */
export function sampleOf(schema: JsonSchema, name: string, room = { fields: MAX_FIELDS }): Json {
  const [first] = schema.examples ?? [];
  if (first !== undefined) return first;
  if (schema.default !== undefined) return schema.default;
  const [choice] = schema.enum ?? [];
  if (choice !== undefined) return choice;
  switch (schema.type) {
    case "object":
      return sampleObject(schema.properties ?? {}, room);
    case "array":
      return schema.items ? [sampleOf(schema.items, name, room)] : [];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "string":
    case undefined:
      return `‹${name}›`;
  }
}

/** The fields of an object are counted before those inside them, so each has its turn before the room is used up below. */
function sampleObject(properties: Record<string, JsonSchema>, room: { fields: number }): JsonObject {
  const names = Object.keys(properties).slice(0, room.fields);
  room.fields -= names.length;
  return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name] ?? {}, name, room)]));
}

/** What values are taken from: the last run, and where it has none what `make` makes up, or nothing. */
type Source = { lastRun: SampleRun | null; make: (schema: JsonSchema, name: string) => Json | undefined };

/** Made up where the last run has no value. */
const madeUp = (lastRun: SampleRun | null): Source => ({ lastRun, make: sampleOf });

/** Nothing where the last run has no value. */
const asItRan = (lastRun: SampleRun): Source => ({ lastRun, make: () => undefined });

/** The object of those that have a value. */
function objectOf(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** The input to try things on: that of the last run, the first sample, or one made from the schema. */
export function sampleInput(index: GraphIndex, lastRun: SampleRun | null): JsonObject {
  if (lastRun) return lastRun.input;
  const input = index.graph.nodes.find((node) => node.kind === "input");
  if (!input) return {};
  const [sample] = input.samples;
  const made = sampleOf(input.schema, "input");
  const whole = typeof made === "object" && made !== null && !Array.isArray(made) ? made : {};
  return sample
    ? { ...Object.fromEntries(Object.keys(whole).map((key) => [key, ""])), ...sample.input }
    : whole;
}

/** Results by name: those of the last run, the others as their shapes promise. */
function resultsIn(results: Results | null, { lastRun, make }: Source): JsonObject {
  return objectOf(
    [...(results ?? [])].map(([name, { nodeId, shape }]) => [
      name,
      lastRun?.results[nodeId] ?? make(shape, name),
    ]),
  );
}

/** The results, and where there are loops the lists of them: of a run that is over, only the latest is known. */
function resultsAndRounds({ results, rounds }: Scope, source: Source): JsonObject {
  const latest = resultsIn(results, source);
  if (rounds === null) return { results: latest };
  const lists = [...rounds.keys()].flatMap((name) =>
    latest[name] === undefined ? [] : [[name, [latest[name]]]],
  );
  return { results: latest, rounds: Object.fromEntries(lists) };
}

/**
 * What goes along an edge without fields: over a “then” the input as it is, or with the results before it; from a map
 * the item; along a handoff what its beginning received. Null along the others, where nothing does.
 */
export function sampleWhole(
  index: GraphIndex,
  edge: GraphEdge,
  lastRun: SampleRun | null,
): JsonObject | null {
  const source = madeUp(lastRun);
  const to = index.node(edge.to);
  switch (edge.kind) {
    case "flow":
      return to && isToldAll(to) ? handedOn(index, edge.to, source) : null;
    case "item":
      return to ? bareItem(to, itemOf(index, edge.from, source) ?? null) : null;
    case "handoff":
      return received(index, edge.from, source);
    case "worker":
    case "tool":
      return null;
  }
}

const isToldAll = ({ kind }: GraphNode) => kind === "agent" || kind === "supervisor";

/** The first item of a map's list; one as its shape promises where there is none. */
function itemOf(index: GraphIndex, map: string, source: Source): Json | undefined {
  const node = index.node(map);
  const list =
    node?.kind === "map" && node.items.trim() !== ""
      ? evaluate(node.items, onStep(index, map, source))
      : undefined;
  const first = list?.ok && Array.isArray(list.value) ? list.value[0] : undefined;
  return first ?? source.make(itemShape(index, map), "item");
}

/** An item as its receiver gets it: a tool or workflow as its parameters, or as the only one that it requires. */
function bareItem(to: GraphNode, item: Json): JsonObject {
  if (to.kind !== "tool" && to.kind !== "workflow") return { item };
  if (isJsonObject(item)) return item;
  const [name, ...others] = to.parameters.required;
  return name === undefined || others.length > 0 ? { item } : { [name]: item };
}

function handedOn(index: GraphIndex, id: string, { lastRun, make }: Source): JsonObject {
  const input = sampleInput(index, lastRun);
  const { properties = {} } = receivedShape(index, id);
  const results = [...resultsHandedOn(index, id)].map(
    ([name, { nodeId, shape }]) => [name, lastRun?.results[nodeId] ?? make(shape, name)] as const,
  );
  const failure = properties.failure && make(properties.failure, "failure");
  if (results.length === 0 && failure === undefined) return input;
  return { input, ...objectOf([...results, ["failure", failure]]) };
}

/** What a node would receive: by the flows into it, or by the first edge where it is asked or handed over to. */
function received(index: GraphIndex, id: string, source: Source, depth = 0): JsonObject {
  const edge = index.into(id).find((one) => one.kind !== "tool");
  if (!edge || depth > 8) return sampleInput(index, source.lastRun);
  if (edge.kind !== "flow") return along(index, edge, source, depth);
  const flows = index.into(id).filter((one) => one.kind === "flow");
  const came = flows.filter((flow) => hasCome(index, flow, source));
  return Object.assign(
    {},
    ...(came.length > 0 ? came : flows).map((flow) => along(index, flow, source, depth)),
  );
}

/** Whether control may have come along a flow: after the last run, only if its beginning ended so. */
function hasCome(index: GraphIndex, { from, on }: FlowEdge, { lastRun }: Source): boolean {
  const node = index.node(from);
  if (!lastRun || node?.kind === "input" || node?.kind === "branch") return true;
  return (lastRun.results[from] === undefined) === (on === "failed");
}

function along(
  index: GraphIndex,
  edge: Exclude<GraphEdge, ToolEdge>,
  source: Source,
  depth: number,
): JsonObject {
  const { to: id } = edge;
  if (edge.context.length === 0) {
    if (edge.kind === "flow") return handedOn(index, id, source);
    if (edge.kind === "handoff") return received(index, edge.from, source, depth + 1);
    if (edge.kind === "item") return objectOf([["item", itemOf(index, edge.from, source)]]);
  }
  const scope = onEdge(index, edge, source, depth + 1);
  return objectOf(
    edge.context.map(({ name, schema, fill }) => {
      if (fill.by !== "path") return [name, source.make(schema, name)];
      const value = evaluate(fill.path, scope);
      return [name, value.ok ? value.value : source.make(schema, name)];
    }),
  );
}

function onEdge(index: GraphIndex, edge: GraphEdge, source: Source, depth = 0): JsonObject {
  if (edge.kind === "item")
    return {
      ...onStep(index, edge.from, source),
      ...objectOf([["item", itemOf(index, edge.from, source)]]),
      index: 0,
    };
  const scope = edgeScope(index, edge);
  return {
    input: sampleInput(index, source.lastRun),
    context: received(index, edge.from, source, depth),
    ...failureIn(scope, source),
    ...resultsAndRounds(scope, source),
  };
}

/** What the paths of an edge read. */
export function sampleForEdge(index: GraphIndex, edge: GraphEdge, lastRun: SampleRun | null): JsonObject {
  return onEdge(index, edge, madeUp(lastRun));
}

/** What an agent's simulated reply reads. */
export function sampleForNode(index: GraphIndex, id: string, lastRun: SampleRun | null): JsonObject {
  const source = madeUp(lastRun);
  const { results } = replyScope(index, id);
  return { context: received(index, id, source), results: resultsIn(results, source), failures: [] };
}

/** What an output's template and a map's list read. */
export function sampleForStep(index: GraphIndex, id: string, lastRun: SampleRun | null): JsonObject {
  return onStep(index, id, madeUp(lastRun));
}

function onStep(index: GraphIndex, id: string, source: Source): JsonObject {
  const input = sampleInput(index, source.lastRun);
  return { input, context: input, ...resultsAndRounds(stepScope(index, id), source) };
}

/** What the condition of a flow reads. */
export function sampleForCondition(index: GraphIndex, edge: FlowEdge, lastRun: SampleRun | null): JsonObject {
  return ofCondition(index, edge, madeUp(lastRun));
}

/** What the condition of a flow read in the last run; nothing stands where it has no value. */
export function lastValuesOfCondition(index: GraphIndex, edge: FlowEdge, lastRun: SampleRun): JsonObject {
  return ofCondition(index, edge, asItRan(lastRun));
}

function ofCondition(index: GraphIndex, edge: FlowEdge, source: Source): JsonObject {
  const scope = conditionScope(index, edge);
  return {
    input: sampleInput(index, source.lastRun),
    ...failureIn(scope, source),
    ...resultsAndRounds(scope, source),
  };
}

function failureIn({ roots }: Scope, source: Source): JsonObject {
  const failure = roots.get("failure");
  return objectOf([["failure", failure && source.make(failure, "failure")]]);
}

/** What the condition on an agent's answer reads. */
export function sampleForAcceptance(
  index: GraphIndex,
  node: AgentNode,
  lastRun: SampleRun | null,
): JsonObject {
  const source = madeUp(lastRun);
  const scope = acceptScope(index, node);
  return {
    input: sampleInput(index, lastRun),
    context: received(index, node.id, source),
    results: resultsIn(scope.results, source),
    ...objectOf([
      ["output", lastRun?.results[node.id] ?? sampleOf(scope.roots.get("output") ?? {}, "output")],
    ]),
  };
}

/** What an output's template and a map's list read in the last run; nothing stands where it has no value. */
export function lastValuesOfStep(index: GraphIndex, id: string, lastRun: SampleRun): JsonObject {
  return onStep(index, id, asItRan(lastRun));
}

/** What the paths of an edge read in the last run; nothing stands where it has no value. */
export function lastValuesOnEdge(index: GraphIndex, edge: GraphEdge, lastRun: SampleRun): JsonObject {
  return onEdge(index, edge, asItRan(lastRun));
}

/** What a node received and what its calls answered in the last run; nothing stands where it has no value. */
export function lastValuesOfNode(index: GraphIndex, id: string, lastRun: SampleRun): JsonObject {
  const source = asItRan(lastRun);
  return { context: received(index, id, source), results: resultsIn(replyScope(index, id).results, source) };
}
