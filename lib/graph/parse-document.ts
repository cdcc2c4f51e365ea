import type { z } from "zod";
import { GraphEdge } from "./edge.ts";
import { Layout, MAX_EDGES, MAX_NODES, SCHEMA_VERSION, type WorkflowDocument } from "./graph.ts";
import { isJsonObject, isRefusedKey, type Json, type JsonObject, jsonProblem } from "./json.ts";
import { toVersion2 } from "./migrations/to-version-2.ts";
import { toVersion3 } from "./migrations/to-version-3.ts";
import { toVersion4 } from "./migrations/to-version-4.ts";
import { GraphNode, ModelChoice, NodeId } from "./node.ts";
import { freeReferenceName, isReserved, ReferenceName } from "./reference-name.ts";
import { inPlainWords } from "./schema-words.ts";
import { cutText } from "./text-cut.ts";

/** The longest document, characters of JSON. */
export const MAX_DOCUMENT_LENGTH = 20_000_000;
const MAX_PROBLEMS = 20;

/** Brings a document of version `from` to version `from + 1`. */
export type Migration = { from: number; migrate: (document: JsonObject) => JsonObject };

/** A document that can be opened, with notes on what was noticed; or everything that is wrong with it, in words. */
export type ParsedDocument =
  | { ok: true; document: WorkflowDocument; notes: string[] }
  | { ok: false; problems: string[] };

/** Migrations of released schema versions, one for each version before the current one. */
export const MIGRATIONS: readonly Migration[] = [
  { from: 1, migrate: toVersion2 },
  { from: 2, migrate: toVersion3 },
  { from: 3, migrate: toVersion4 },
];

/**
 * Reads an untrusted document from JSON (text or value). Older versions are migrated, a node of an unknown kind is
 * kept whole as an `unknown` node, and nothing is dropped without a note or a problem.
 */
export function parseDocument(
  json: unknown,
  {
    migrations = MIGRATIONS,
    version = SCHEMA_VERSION,
  }: { migrations?: readonly Migration[]; version?: number } = {},
): ParsedDocument {
  const read = readJson(json);
  if ("problem" in read) return { ok: false, problems: [read.problem] };
  const migrated = migrate(read.object, migrations, version);
  if ("problem" in migrated) return { ok: false, problems: [migrated.problem] };
  const { graph, layout, ...other } = migrated.object;
  const problems: string[] = [];
  const notes = [...migrated.notes];
  for (const key of Object.keys(other))
    problems.push(`unknown property "${key}" beside "graph" and "layout"`);
  if (!isJsonObject(graph)) return { ok: false, problems: ['expected "graph" to be an object'] };
  for (const key of Object.keys(graph))
    if (!["schemaVersion", "defaultModel", "nodes", "edges"].includes(key))
      problems.push(`unknown property "${key}" in "graph"`);

  const defaultModel = ModelChoice.nullable().safeParse(graph.defaultModel ?? null, PLAINLY);
  if (!defaultModel.success) problems.push(...explain(defaultModel.error, "graph at defaultModel"));
  const readNodes = list(graph, "nodes", MAX_NODES, problems, (node, at) => readNode(node, at, notes));
  const nodes = withReferenceNames(readNodes, problems);
  const edges = list(graph, "edges", MAX_EDGES, problems, readEdge);
  const ids = new Set<string>(nodes.map((node) => node.id));
  problems.push(...twice(nodes, "node"), ...twice(edges, "edge"));
  if (problems.length === 0)
    for (const edge of edges)
      for (const end of [edge.from, edge.to])
        if (!ids.has(end)) problems.push(`edge "${edge.id}" ends at a node "${end}" that isn't there`);

  const places = Layout.safeParse(layout ?? {}, PLAINLY);
  if (!places.success) problems.push(...explain(places.error, "layout"));
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
  const strays = Object.keys(places.data ?? {}).filter((id) => !ids.has(id));
  if (strays.length > 0) notes.push(`Left out the places of ${strays.length} nodes that aren't there.`);
  return {
    ok: true,
    document: {
      graph: { schemaVersion: SCHEMA_VERSION, defaultModel: defaultModel.data ?? null, nodes, edges },
      layout: Object.fromEntries(Object.entries(places.data ?? {}).filter(([id]) => ids.has(id))),
    },
    notes,
  };
}

/** Reads a document that we stored, of any version; throws when it can't be read, which is then our fault. */
export function storedDocument(json: unknown): WorkflowDocument {
  const parsed = parseDocument(json);
  if (!parsed.ok) throw new Error(`expected a stored workflow: ${parsed.problems.join("; ")}`);
  return parsed.document;
}

function readJson(json: unknown): { object: JsonObject } | { problem: string } {
  const tooLong = `a document holds at most ${MAX_DOCUMENT_LENGTH.toLocaleString("en")} characters of JSON`;
  let value = json;
  if (typeof json === "string") {
    if (json.length > MAX_DOCUMENT_LENGTH) return { problem: `${tooLong}, this one ${json.length}` };
    try {
      value = JSON.parse(json);
    } catch (error) {
      return { problem: `this is no JSON: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  const problem = jsonProblem(value);
  if (problem) return { problem: `this can't be a workflow: it holds ${problem}` };
  // jsonProblem has just confirmed that it is JSON.
  const checked = value as Json;
  if (!isJsonObject(checked))
    return { problem: 'expected a workflow: an object with "graph" and "layout"; this is something else' };
  if (typeof json !== "string" && JSON.stringify(checked).length > MAX_DOCUMENT_LENGTH)
    return { problem: tooLong };
  return { object: checked };
}

function migrate(
  object: JsonObject,
  migrations: readonly Migration[],
  wanted: number,
): { object: JsonObject; notes: string[] } | { problem: string } {
  const version = versionOf(object);
  if (version === null)
    return { problem: 'expected "graph.schemaVersion" to be a whole number; this is no Tutti workflow' };
  if (version > wanted)
    return {
      problem: `this workflow has schema version ${version}, made by a newer Tutti; this one reads up to ${wanted}`,
    };
  let current = object;
  for (let at = version; at < wanted; at++) {
    const step = migrations.find((migration) => migration.from === at);
    if (!step) return { problem: `there is no way to bring schema version ${at} to ${at + 1}` };
    current = step.migrate(current);
  }
  const notes = version < wanted ? [`Brought from schema version ${version} to ${wanted}.`] : [];
  return { object: current, notes };
}

function versionOf({ graph }: JsonObject): number | null {
  const version = isJsonObject(graph) ? graph.schemaVersion : undefined;
  return typeof version === "number" && Number.isInteger(version) && version >= 0 ? version : null;
}

type ReadItem<T> = { item: T } | { problems: string[] };

function list<T>(
  graph: JsonObject,
  key: "nodes" | "edges",
  most: number,
  problems: string[],
  read: (item: Json, at: number) => ReadItem<T>,
): T[] {
  const items = graph[key];
  if (!Array.isArray(items)) {
    problems.push(`expected "graph.${key}" to be a list`);
    return [];
  }
  if (items.length > most) {
    problems.push(
      `a workflow holds at most ${most.toLocaleString("en")} ${key}, this one has ${items.length.toLocaleString("en")}; split it into several workflows`,
    );
    return [];
  }
  return items.flatMap((item, at) => {
    const result = read(item, at);
    if ("item" in result) return [result.item];
    problems.push(...result.problems);
    return [];
  });
}

const KINDS: readonly string[] = GraphNode.options.map((option) => option.shape.kind.value);

function readNode(json: Json, at: number, notes: string[]): ReadItem<GraphNode> {
  const where = `node ${at + 1}${isJsonObject(json) && typeof json.id === "string" ? ` ("${json.id}")` : ""}`;
  const known = isJsonObject(json) && typeof json.kind === "string" && KINDS.includes(json.kind);
  if (known || !isJsonObject(json) || typeof json.kind !== "string") {
    const parsed = GraphNode.safeParse(json, PLAINLY);
    return parsed.success ? { item: recovered(parsed.data) } : { problems: explain(parsed.error, where) };
  }
  const id = NodeId.safeParse(json.id, PLAINLY);
  if (!id.success) return { problems: explain(id.error, `${where} id`) };
  const text = (value: Json | undefined, most: number) =>
    typeof value === "string" ? cutText(value, most) : "";
  notes.push(`Kept ${where} of the unknown kind "${json.kind}" as it came; it can't run in this version.`);
  return {
    item: {
      id: id.data,
      name: text(json.name, 120),
      referenceName: ReferenceName.safeParse(json.referenceName).data ?? NO_NAME,
      description: text(json.description, 2_000),
      kind: "unknown",
      original: json,
    },
  };
}

/** Stands in for the reference name of an unknown node without one. */
const NO_NAME = "unknown";

/** Makes reference names unique; unknown nodes, which nothing can read, give way. */
function withReferenceNames(nodes: readonly GraphNode[], problems: string[]): GraphNode[] {
  const taken = new Set<string>();
  for (const node of nodes) {
    if (node.kind === "unknown") continue;
    const { referenceName } = node;
    if (taken.has(referenceName))
      problems.push(`there are several nodes with the reference name "${referenceName}"`);
    // Documents were stored with names that no key can have; what is said of those leads to a fix.
    if (isReserved(referenceName, node.kind) && !isRefusedKey(referenceName))
      problems.push(
        `"${referenceName}" is a word that expressions need, so node "${node.id}" can't have it as reference name`,
      );
    taken.add(referenceName);
  }
  return nodes.map((node) => {
    if (node.kind !== "unknown" || !taken.has(node.referenceName)) {
      taken.add(node.referenceName);
      return node;
    }
    const referenceName = freeReferenceName(node, taken);
    taken.add(referenceName);
    return { ...node, referenceName };
  });
}

/** Restores a node that an older version kept as unknown, if its kind is known now. */
function recovered(node: GraphNode): GraphNode {
  if (node.kind !== "unknown") return node;
  const original = GraphNode.safeParse(node.original);
  return original.success && original.data.kind !== "unknown" && original.data.id === node.id
    ? original.data
    : node;
}

function readEdge(json: Json, at: number): ReadItem<GraphEdge> {
  const where = `edge ${at + 1}${isJsonObject(json) && typeof json.id === "string" ? ` ("${json.id}")` : ""}`;
  const parsed = GraphEdge.safeParse(json, PLAINLY);
  return parsed.success ? { item: parsed.data } : { problems: explain(parsed.error, where) };
}

function twice(items: { id: string }[], what: string): string[] {
  const seen = new Set<string>();
  return items.flatMap(({ id }) => {
    if (seen.has(id)) return [`there are several ${what}s with the id "${id}"`];
    seen.add(id);
    return [];
  });
}

const PLAINLY = { error: inPlainWords };

function explain(error: z.ZodError, where: string): string[] {
  return error.issues.map(
    (issue) => `${where}${issue.path.length > 0 ? ` at ${issue.path.join(" › ")}` : ""}: ${issue.message}`,
  );
}
