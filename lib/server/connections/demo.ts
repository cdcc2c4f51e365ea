import { z } from "zod";
import { type DemoSystem, demoSystemNames, demoSystems } from "../../adapters/demo/demo-company.ts";
import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import type { Database } from "../../adapters/store/database.ts";
import { isTransient } from "../../adapters/store/transient.ts";
import type { DemoView } from "../../views/demo.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";
import { practiceId } from "./practice.ts";

export const DemoPage = z.strictObject({
  system: z.enum(demoSystems),
  table: z.string().max(100),
  offset: z.int().nonnegative().max(1_000_000),
});
export type DemoPage = z.infer<typeof DemoPage>;

/** Rows on one page of a table. */
export const DEMO_PAGE_ROWS = 50;
/** Latest changes that are listed. */
const CHANGES = 30;

/** The three systems, one page of a table in the order of its key, and what runs changed; not found for a workspace without them. */
export async function loadDemo(viewer: Viewer, page: DemoPage): Promise<DemoView> {
  const offline = await offlineSystems(viewer);
  const { demo } = await server();
  const view = () => viewOf(demo, page, offline);
  try {
    if (demo.state().ready) return await view();
  } catch (error) {
    if (error instanceof AppError || isTransient(error)) throw error;
    // Somebody has taken away what was there.
  }
  const state = await demo.ensure(today());
  return state.ready ? view() : { kind: "missing", why: state.why, sql: state.sql };
}

async function viewOf(demo: DemoStore, page: DemoPage, offline: ReadonlySet<DemoSystem>): Promise<DemoView> {
  const systems = await Promise.all(
    demoSystems.map(async (system) => ({
      system,
      ...demoSystemNames[system],
      offline: offline.has(system),
      tables: await demo.tables(system),
    })),
  );
  const shown = systems.find(({ system }) => system === page.system);
  if (!shown?.tables.some(({ name }) => name === page.table)) throw notFound("table");
  const rows = await demo.rows(page.system, { ...page, limit: DEMO_PAGE_ROWS });
  return { kind: "there", systems, rows, changes: await demo.changes(CHANGES) };
}

export const SetOffline = z.strictObject({ system: z.enum(demoSystems), offline: z.boolean() });
export type SetOffline = z.infer<typeof SetOffline>;

/** Takes a system offline, or brings it back. */
export async function setDemoOffline(
  viewer: Viewer<"edit">,
  { system, offline }: SetOffline,
): Promise<SetOffline> {
  const { db, connectionsChanged } = await server();
  const id = practiceId(system);
  await db.$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id, workspaceId: viewer.workspaceId },
      data: { offline },
    });
    if (count === 0) throw notFound("demo company");
    await audit(tx, viewer, { what: "demo-change", about: { id, name: system }, after: { offline } });
  });
  connectionsChanged(viewer.workspaceId);
  return { system, offline };
}

/** Makes the demo company's data anew; the changes of all runs are gone, the runs stay. */
export async function resetDemoCompany(viewer: Viewer<"edit">): Promise<{ at: number }> {
  await offlineSystems(viewer);
  const { db, demo } = await server();
  const state = await demo.ensure(today());
  if (!state.ready) throw new AppError("INVALID", `The demo company is not set up. ${state.why}`);
  await demo.reset(today());
  // Its data are outside of this database, so there is no transaction for both.
  const about = { id: "demo", name: "demo company" };
  await db.$transaction((tx) => audit(tx, viewer, { what: "demo-change", about, after: { reset: true } }));
  return { at: Date.now() };
}

/**
 * Sets the demo company up where a workspace has it, and takes it away where none has any more. Before the first workspace is
 * made it is set up too, so that what is missing is told at the first start.
 */
export async function tendDemo({ db, demo }: { db: Database; demo: DemoStore }): Promise<void> {
  const wanted = await db.connection.count({ where: { id: { in: demoSystems.map(practiceId) } } });
  if (wanted > 0 || (await db.workspace.count()) === 0) await demo.ensure(today());
  else await demo.remove();
}

/** The ISO day. */
const today = () => new Date().toISOString().slice(0, 10);

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
