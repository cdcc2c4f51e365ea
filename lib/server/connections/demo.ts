import { z } from "zod";
import { describeDemoTables, readDemoRows } from "../../adapters/demo/browse.ts";
import { type DemoChange, latestDemoChanges } from "../../adapters/demo/changes.ts";
import {
  type DemoSystem,
  demoSystemNames,
  demoSystems,
  resetDemo,
} from "../../adapters/demo/demo-company.ts";
import type { DemoSystemRow } from "../../views/demo.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { practiceId } from "./practice.ts";

export const DemoPage = z.strictObject({
  system: z.enum(demoSystems),
  table: z.string().max(100),
  offset: z.int().nonnegative().max(1_000_000),
});
export type DemoPage = z.infer<typeof DemoPage>;

/** Rows on one page of a table. */
export const DEMO_PAGE_ROWS = 50;

/** The three systems with their tables; not found for a workspace without the demo company. */
export async function listDemoSystems(viewer: Viewer): Promise<DemoSystemRow[]> {
  const { dataDir } = await server();
  const offline = await offlineSystems(viewer);
  return demoSystems.map((system) => ({
    system,
    ...demoSystemNames[system],
    offline: offline.has(system),
    tables: describeDemoTables(dataDir, system),
  }));
}

/** One page of a table's rows, in the order of its key. */
export async function listDemoRows(viewer: Viewer, page: DemoPage) {
  await offlineSystems(viewer);
  const { dataDir } = await server();
  const known = describeDemoTables(dataDir, page.system);
  if (!known.some((table) => table.name === page.table)) throw notFound("table");
  return readDemoRows(dataDir, page.system, { ...page, limit: DEMO_PAGE_ROWS });
}

/** The latest changes that this workspace's runs made, the newest first. */
export async function listDemoChanges(viewer: Viewer, limit = 30): Promise<DemoChange[]> {
  await offlineSystems(viewer);
  const { dataDir } = await server();
  return latestDemoChanges(dataDir, limit);
}

export const SetOffline = z.strictObject({ system: z.enum(demoSystems), offline: z.boolean() });
export type SetOffline = z.infer<typeof SetOffline>;

/** Takes a system offline, or brings it back. */
export async function setDemoOffline(viewer: Viewer, { system, offline }: SetOffline): Promise<SetOffline> {
  const { db, connectionsChanged } = await server();
  const { count } = await db.connection.updateMany({
    where: { id: practiceId(system), workspaceId: viewer.workspaceId },
    data: { offline },
  });
  if (count === 0) throw notFound("demo company");
  connectionsChanged(viewer.workspaceId);
  return { system, offline };
}

/** Makes the demo company's data anew; the changes of all runs are gone, the runs stay. */
export async function resetDemoCompany(viewer: Viewer): Promise<{ at: number }> {
  await offlineSystems(viewer);
  const { dataDir } = await server();
  const now = new Date();
  resetDemo(dataDir, now.toISOString().slice(0, 10));
  return { at: now.getTime() };
}

async function offlineSystems(viewer: Viewer): Promise<Set<DemoSystem>> {
  const { db } = await server();
  const rows = await db.connection.findMany({
    where: { workspaceId: viewer.workspaceId, id: { in: demoSystems.map(practiceId) } },
    select: { id: true, offline: true },
  });
  if (rows.length === 0) throw notFound("demo company");
  const offline = new Set(rows.filter((row) => row.offline).map((row) => row.id));
  return new Set(demoSystems.filter((system) => offline.has(practiceId(system))));
}
