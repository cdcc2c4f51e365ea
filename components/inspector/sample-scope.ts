import { evaluate } from "@/lib/graph/cel.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import type { GraphIndex } from "@/lib/graph/graph-index.ts";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import type { JsonSchema } from "@/lib/graph/json-schema.ts";
import { edgeScope, outputScope, receivedShape, replyScope, type Scope } from "@/lib/graph/scope.ts";
import type { SampleRun } from "@/lib/views/sample-run.ts";

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
function sampleResults(scope: Scope, lastRun: SampleRun | null): JsonObject {
  return Object.fromEntries(
    [...(scope.results ?? [])].map(([name, { shape }]) => [
      name,
      lastRun?.results[name] ?? sampleOf(shape, name),
    ]),
  );
}

/** What a node would receive over its “then” edges without fields: the input as it is, or with the results before it. */
export function sampleHandedOn(index: GraphIndex, id: string, lastRun: SampleRun | null): JsonObject {
  const input = sampleInput(index, lastRun);
  const { properties = {} } = receivedShape(index, id);
  const results = index.into(id).flatMap(({ kind, from }) => {
    const node = index.node(from);
    if (kind !== "flow" || !node || node.kind === "input") return [];
    const name = node.referenceName;
    return [[name, lastRun?.results[name] ?? sampleOf(properties[name] ?? {}, name)] as const];
  });
  return results.length === 0 ? input : { input, ...Object.fromEntries(results) };
}

/** What a node would receive by the first edge into it. */
function sampleReceived(index: GraphIndex, id: string, lastRun: SampleRun | null, depth: number): JsonObject {
  const edge = index.into(id).find((one) => one.kind !== "tool");
  if (!edge || depth > 8) return sampleInput(index, lastRun);
  if (edge.kind === "flow" && edge.context.length === 0) return sampleHandedOn(index, id, lastRun);
  const scope = sampleForEdge(index, edge, lastRun, depth + 1);
  return Object.fromEntries(
    edge.context.map(({ name, schema, fill }) => {
      if (fill.by !== "path") return [name, sampleOf(schema, name)];
      const value = evaluate(fill.path, scope);
      return [name, value.ok ? value.value : sampleOf(schema, name)];
    }),
  );
}

/** What the paths of an edge read. */
export function sampleForEdge(
  index: GraphIndex,
  edge: GraphEdge,
  lastRun: SampleRun | null,
  depth = 0,
): JsonObject {
  return {
    input: sampleInput(index, lastRun),
    context: sampleReceived(index, edge.from, lastRun, depth),
    results: sampleResults(edgeScope(index, edge), lastRun),
  };
}

/** What an agent's simulated reply reads. */
export function sampleForNode(index: GraphIndex, id: string, lastRun: SampleRun | null): JsonObject {
  return {
    context: sampleReceived(index, id, lastRun, 0),
    results: sampleResults(replyScope(index, id), lastRun),
  };
}

/** What an output's template reads. */
export function sampleForOutput(index: GraphIndex, id: string, lastRun: SampleRun | null): JsonObject {
  const input = sampleInput(index, lastRun);
  return { input, context: input, results: sampleResults(outputScope(index, id), lastRun) };
}
