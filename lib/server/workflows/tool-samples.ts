import type { DemoRows } from "../../adapters/demo/browse.ts";
import type { DemoSystem } from "../../adapters/demo/demo-company.ts";
import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import { type Column, comparedColumns } from "../../graph/compared-columns.ts";
import type { Graph } from "../../graph/graph.ts";
import { indexGraph } from "../../graph/graph-index.ts";
import type { Json } from "../../graph/json.ts";
import type { ToolNode } from "../../graph/node.ts";
import { type SamplesOfGraphs, samplesByNode } from "../../plan/samples.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { readConfig } from "../connections/stored-config.ts";
import { server } from "../ports.ts";

/** How many values are taken of one column, and how many rows are searched for them. */
const MOST_VALUES = 5;
const MOST_ROWS = 200;
/** Columns that are read for one run. */
const MOST_COLUMNS = 24;

/**
 * What the tables of practice connections hold in the columns that tools compare their parameters with, so that a
 * simulated run of a graph, and of the workflows that it visits, asks for things that exist. Parameters with an example
 * or a default have a value already. Anything that can't be read is left out.
 */
export async function toolSamples(
  viewer: Viewer,
  graph: Graph,
  visited: readonly Graph[] = [],
): Promise<SamplesOfGraphs> {
  const samples = new Map<Graph, Record<string, Record<string, readonly Json[]>>>();
  // What a visited workflow receives is written by a model outside.
  const wanted = [...written(graph, wantedIn(graph)), ...visited.flatMap(wantedIn)];
  if (wanted.length === 0) return samples;
  const { db, demo } = await server();
  if (!demo.state().ready) return samples;
  const practice = await db.connection.findMany({
    where: { workspaceId: viewer.workspaceId, practice: true, offline: false },
    select: { id: true, config: true },
  });
  const systems = new Map(
    practice.flatMap(({ id, config }) => {
      const read = readConfig(config);
      return read.kind === "sqlite" ? [[id, read.system] as const] : [];
    }),
  );
  const tables = new DemoTables(demo);
  for (const { within, toolId, connectionId, parameter, columns } of wanted.slice(0, MOST_COLUMNS)) {
    const system = systems.get(connectionId);
    const values = system === undefined ? [] : await valuesOf(tables, system, columns).catch(() => []);
    if (values.length === 0) continue;
    const known = samples.get(within) ?? {};
    samples.set(within, { ...known, [toolId]: { ...known[toolId], [parameter]: values } });
  }
  return samples;
}

type Wanted = { within: Graph; toolId: string; connectionId: string; parameter: string; columns: Column[] };

/** The parameters that some model has to write; what comes by path needs no samples. */
function written(graph: Graph, wanted: Wanted[]): Wanted[] {
  if (wanted.length === 0) return [];
  const marks: Record<string, Record<string, Json[]>> = {};
  for (const [at, { toolId, parameter }] of wanted.entries())
    marks[toolId] = { ...marks[toolId], [parameter]: [at] };
  const samplesOf = samplesByNode(indexGraph(graph), new Map([[graph, marks]]));
  const used = new Set(graph.nodes.flatMap((node) => [...samplesOf(node).values()].flat()));
  return wanted.filter((_, at) => used.has(at));
}

const wantedIn = (graph: Graph): Wanted[] =>
  graph.nodes.flatMap((node) => (node.kind === "tool" ? wantedBy(graph, node) : []));

function wantedBy(within: Graph, { id, tool, parameters }: ToolNode): Wanted[] {
  if ((tool.type !== "sql" && tool.type !== "sql-write") || tool.connectionId === null) return [];
  const { connectionId } = tool;
  return [...comparedColumns(tool.statement)].flatMap(([parameter, columns]) => {
    const field = parameters.properties[parameter];
    const known = !field || field.default !== undefined || field.enum || (field.examples?.length ?? 0) > 0;
    return known ? [] : [{ within, toolId: id, connectionId, parameter, columns }];
  });
}

/** The first distinct values of the first of the columns that exists. */
async function valuesOf(tables: DemoTables, system: DemoSystem, columns: Column[]): Promise<Json[]> {
  for (const { table, column } of columns) {
    const rows = await tables.rows(system, table);
    const at = rows?.columns.findIndex((name) => isSame(name, column)) ?? -1;
    if (!rows || at < 0) continue;
    const values = new Set(rows.rows.map((row) => row[at] ?? null));
    values.delete(null);
    if (values.size > 0) return [...values].slice(0, MOST_VALUES);
  }
  return [];
}

/** The demo company's tables, of which each is read once, however many columns of it are asked for. */
class DemoTables {
  private readonly demo: DemoStore;
  private readonly named = new Map<DemoSystem, ReturnType<DemoStore["tables"]>>();
  private readonly read = new Map<string, ReturnType<DemoStore["rows"]>>();

  constructor(demo: DemoStore) {
    this.demo = demo;
  }

  /** The first rows of a table, or null where there is none of that name. */
  async rows(system: DemoSystem, name: string): Promise<DemoRows | null> {
    const tables = await remembered(this.named, system, () => this.demo.tables(system));
    const table = tables.find((one) => isSame(one.name, name))?.name;
    if (table === undefined) return null;
    const page = { table, offset: 0, limit: MOST_ROWS };
    return remembered(this.read, `${system}.${table}`, () => this.demo.rows(system, page));
  }
}

/** What a map holds under a key, made when it is first asked for. */
function remembered<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Names in SQL are the same in whatever case they are written. */
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
