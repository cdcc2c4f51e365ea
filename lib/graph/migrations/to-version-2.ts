import type { GraphEdge } from "../edge.ts";
import { Graph, SCHEMA_VERSION } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { type GraphIndex, indexGraph } from "../graph-index.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { GraphNode } from "../node.ts";
import { changeAt, placeReads, places, replaceRanges } from "../places.ts";
import { changeProperty } from "../property.ts";
import { freeReferenceName, isReserved } from "../reference-name.ts";
import { changeReferenceNames } from "../rename.ts";

/**
 * Brings a document of version 1 to version 2, with the same meaning. Version 2 keeps a reference name in each node (before,
 * it followed from the name, and two nodes could have the same), ids in lists (before, items had only their place), and a
 * default model; and a "then" without fields hands on results beside the run's input (before, the input alone).
 */
export function toVersion2(document: JsonObject): JsonObject {
  const { graph } = document;
  if (!isJsonObject(graph)) return document;
  const shaped: JsonObject = {
    ...graph,
    schemaVersion: 2,
    defaultModel: null,
    nodes: mapped(graph.nodes, node),
    edges: mapped(graph.edges, edge),
  };
  // Later versions only add what a document may leave out.
  const parsed = Graph.safeParse({ ...shaped, schemaVersion: SCHEMA_VERSION });
  // What is wrong with it is told by whoever reads the document.
  if (!parsed.success) return { ...document, graph: shaped };
  const renamed = withUniqueNames(parsed.data);
  const same = applied(renamed, inputsUnderTheirName(renamed));
  // A graph is JSON by its schema.
  return { ...document, graph: { ...(same as unknown as JsonObject), schemaVersion: 2 } };
}

function mapped(list: Json | undefined, change: (item: JsonObject) => JsonObject): Json {
  if (!Array.isArray(list)) return list ?? null;
  return list.map((item) => (isJsonObject(item) ? change(item) : item));
}

const KINDS = ["input", "agent", "supervisor", "tool", "output", "note", "unknown"];

function node(old: JsonObject): JsonObject {
  // What this version doesn't know is kept as it came.
  if (typeof old.kind !== "string" || !KINDS.includes(old.kind)) return old;
  const made: JsonObject = { ...old, referenceName: oldName(typeof old.name === "string" ? old.name : "") };
  if (old.samples !== undefined) made.samples = withIds(old.samples, "sample");
  if (old.models !== undefined) made.models = withIds(old.models, "model");
  if (isJsonObject(old.tool)) made.tool = tool(old.tool);
  return made;
}

function tool(old: JsonObject): JsonObject {
  if (old.headers !== undefined) return { ...old, headers: withIds(old.headers, "header") };
  return Array.isArray(old.rules) ? { ...old, rules: withUniqueIds(old.rules) } : old;
}

function edge(old: JsonObject): JsonObject {
  if (old.kind !== "tool") return { ...old, context: withIds(old.context, "field") };
  if (!Array.isArray(old.fills)) return old;
  // Of several for one parameter, the first counted.
  const first = (fill: Json, at: number, all: Json[]) =>
    !isJsonObject(fill) || all.findIndex((one) => isJsonObject(one) && one.name === fill.name) === at;
  return { ...old, fills: old.fills.filter(first) };
}

function withIds(list: Json | undefined, what: string): Json {
  let number = 0;
  return mapped(list, (item) => ({ id: `${what}-${++number}`, ...item }));
}

/** Two rules could have one id, which was a problem to be solved. */
function withUniqueIds(rules: Json[]): Json {
  const taken = new Set(rules.flatMap((rule) => (isJsonObject(rule) ? [rule.id] : [])));
  const seen = new Set<Json | undefined>();
  return mapped(rules, (rule) => {
    let id = rule.id;
    for (let number = 2; seen.has(id) || (number > 2 && taken.has(id)); number++) id = `${rule.id}-${number}`;
    seen.add(id);
    return id === undefined ? rule : { ...rule, id };
  });
}

/** The name by which version 1 read a result and called a node: lower-case words, `step` for other scripts. */
function oldName(name: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .match(/[a-z0-9]+/g);
  if (!words) return "step";
  const joined = words.join("_").slice(0, 60);
  return /^[a-z]/.test(joined) ? joined : `step_${joined}`.slice(0, 60);
}

/** Where two nodes had one name, or had it from CEL, the later ones get another, in what reads them too. */
function withUniqueNames(graph: Graph): Graph {
  const all = new Set(graph.nodes.map(({ referenceName }) => referenceName));
  const seen = new Set<string>();
  const changed = new Map<string, string>();
  for (const { id, name, kind, referenceName } of graph.nodes) {
    if (!seen.has(referenceName) && !isReserved(referenceName, kind)) {
      seen.add(referenceName);
      continue;
    }
    const free = freeReferenceName({ name: name || referenceName, kind }, all);
    all.add(free);
    seen.add(free);
    changed.set(id, free);
  }
  return changed.size === 0 ? graph : applied(graph, changeReferenceNames(graph, changed));
}

/** Where a step received the run's input as it was, and now finds it under `input`: what reads it follows. */
function inputsUnderTheirName(graph: Graph): GraphEdit[] {
  const index = indexGraph(graph);
  const moved = new Set(
    graph.nodes.flatMap(({ id }) => {
      const into = index.into(id).filter((one) => one.kind !== "tool");
      const whole = into.every((one) => one.kind === "flow" && one.context.length === 0);
      return whole && into.some((one) => index.node(one.from)?.kind !== "input") ? [id] : [];
    }),
  );
  return places(index).flatMap((place): GraphEdit[] => {
    const { at } = place;
    const caller = "nodeId" in at ? at.nodeId : callerOf(index, at.edgeId);
    if (caller === undefined || !moved.has(caller) || index.node(caller)?.kind === "output") return [];
    const ranges = placeReads(place)
      .filter(({ root }) => root === "context")
      .map(({ start }) => ({ start, end: start + "context".length, text: "context.input" }));
    return ranges.length === 0 ? [] : [changeAt(at, place.field, replaceRanges(place.source, ranges))];
  });
}

function callerOf(index: GraphIndex, edgeId: string): string | undefined {
  const edge = index.edge(edgeId);
  return edge?.kind === "flow" ? undefined : edge?.from;
}

/** The graph with properties changed, each owner's in order; checking it is left to whoever reads the document. */
function applied(graph: Graph, edits: readonly GraphEdit[]): Graph {
  const changes = Map.groupBy(
    edits.flatMap((edit) => (edit.type === "node-change" || edit.type === "edge-change" ? [edit] : [])),
    ({ type, id }) => `${type} ${id}`,
  );
  const changed = <T extends GraphNode | GraphEdge>(type: string, owner: T): T => {
    let value: unknown = owner;
    for (const { path, value: to } of changes.get(`${type} ${owner.id}`) ?? []) {
      // Nodes and edges are JSON by their schemas.
      const made = changeProperty(value as Json, { path, value: to });
      if (!made.ok) throw new Error(`bringing a workflow to version 2 failed: ${made.problem}`);
      value = made.value;
    }
    // Texts and names are put where texts and names stood.
    return value as T;
  };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => changed("node-change", node)),
    edges: graph.edges.map((edge) => changed("edge-change", edge)),
  };
}
