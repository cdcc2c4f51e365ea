import type { ToolCall } from "../../engine/ports.ts";
import { type Column, comparedColumns } from "../../graph/compared-columns.ts";
import type { Graph } from "../../graph/graph.ts";
import { indexGraph } from "../../graph/graph-index.ts";
import { isJsonObject, type Json } from "../../graph/json.ts";
import type { ToolNode } from "../../graph/node.ts";
import { samplesByNode, type ToolSamples } from "../../plan/samples.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";

/** How many values are read of one column. */
const MOST_VALUES = 5;
/**
 * How many columns are read for one run, and how long all of them may take, ms: after that a run starts without the
 * rest.
 */
const MOST_COLUMNS = 24;
const TIME_MS = 1_500;

/**
 * Values from the tables of practice connections, from the columns that tools compare their parameters with, so
 * that a simulated run asks for rows that exist. Parameters with an example or a default need none. What can't be
 * read is left out.
 */
export async function toolSamples(viewer: Viewer, graph: Graph): Promise<ToolSamples> {
  const wanted = written(
    graph,
    graph.nodes.flatMap((node) => (node.kind === "tool" ? wantedBy(node) : [])),
  );
  if (wanted.length === 0) return {};
  const { db } = await server();
  const practice = await db.connection.findMany({
    where: { workspaceId: viewer.workspaceId, practice: true, offline: false },
    select: { id: true },
  });
  const open = new Set(practice.map(({ id }) => id));
  const signal = AbortSignal.timeout(TIME_MS);
  const found = await Promise.all(
    wanted
      .filter(({ connectionId }) => open.has(connectionId))
      .slice(0, MOST_COLUMNS)
      .map(async (one) => ({ ...one, values: await valuesOf(viewer, one, signal) })),
  );
  const samples: Record<string, Record<string, readonly Json[]>> = {};
  for (const { toolId, parameter, values } of found)
    if (values.length > 0) samples[toolId] = { ...samples[toolId], [parameter]: values };
  return samples;
}

type Wanted = { toolId: string; connectionId: string; parameter: string; columns: Column[] };

/** The parameters that some model has to write; what comes by path needs no samples. */
function written(graph: Graph, wanted: Wanted[]): Wanted[] {
  if (wanted.length === 0) return [];
  const marks: Record<string, Record<string, Json[]>> = {};
  for (const [at, { toolId, parameter }] of wanted.entries())
    marks[toolId] = { ...marks[toolId], [parameter]: [at] };
  const samplesOf = samplesByNode(indexGraph(graph), marks);
  const used = new Set(graph.nodes.flatMap((node) => [...samplesOf(node).values()].flat()));
  return wanted.filter((_, at) => used.has(at));
}

function wantedBy({ id, tool, parameters }: ToolNode): Wanted[] {
  if ((tool.type !== "sql" && tool.type !== "sql-write") || tool.connectionId === null) return [];
  const { connectionId } = tool;
  return [...comparedColumns(tool.statement)].flatMap(([parameter, columns]) => {
    const field = parameters.properties[parameter];
    const known = !field || field.default !== undefined || field.enum || (field.examples?.length ?? 0) > 0;
    return known ? [] : [{ toolId: id, connectionId, parameter, columns }];
  });
}

/** The values of the first column that can be read. */
async function valuesOf(
  viewer: Viewer,
  { connectionId, columns }: Wanted,
  signal: AbortSignal,
): Promise<Json[]> {
  const { tools } = await server();
  for (const column of columns.slice(0, 3)) {
    const result = await tools.perform(reading(viewer, connectionId, column), signal);
    if (result.status !== "ok" || !isJsonObject(result.result)) continue;
    const { rows } = result.result;
    const values = (Array.isArray(rows) ? rows : []).flatMap((row) =>
      isJsonObject(row) && row.value !== undefined && row.value !== null ? [row.value] : [],
    );
    if (values.length > 0) return values;
  }
  return [];
}

/** Table and column are names found in a statement, made of letters, digits and _ only. */
function reading({ workspaceId }: Viewer, connectionId: string, { table, column }: Column): ToolCall {
  return {
    workspaceId,
    runId: "before-a-run",
    mode: "simulated",
    name: "Samples",
    path: [],
    tool: {
      type: "sql",
      connectionId,
      mode: "author",
      statement: `select distinct ${column} as value from ${table} where ${column} is not null order by 1 limit ${MOST_VALUES}`,
      maxRows: MOST_VALUES,
      timeoutMs: TIME_MS,
    },
    effect: "read",
    effectKey: "",
    arguments: {},
  };
}
