import { z } from "zod";
import type { Settings } from "../../views/settings.ts";
import { may, type Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { lastBackup } from "../upkeep/last-backup.ts";
import { audit } from "./audit.ts";
import { WorkspaceName } from "./workspace.ts";

/** The workspace's settings, and the numbers that matter for them. */
export async function loadSettings(viewer: Viewer): Promise<Settings> {
  const { db, engine, dataDir } = await server();
  const { workspaceId } = viewer;
  const where = { workspaceId };
  const workspace = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const own = await db.run.aggregate({
    where: { ...where, recorded: false },
    _count: true,
    _min: { createdAt: true },
  });
  const pinnedRuns = await db.run.count({ where: { ...where, pinned: true } });
  const deletedRuns = await db.runTombstone.count({ where });
  const [size] = await db.$queryRaw<{ log: number; database: number }[]>`
    SELECT (pg_total_relation_size('run_event') + pg_total_relation_size('run_value'))::double precision AS log,
      pg_database_size(current_database())::double precision AS database`;
  return {
    name: workspace.name,
    linksAllowed: workspace.linksAllowed,
    retentionDays: workspace.retentionDays,
    runs: own._count,
    pinnedRuns,
    oldestRunAt: own._min.createdAt?.getTime() ?? null,
    deletedRuns,
    logBytes: size?.log ?? 0,
    databaseBytes: size?.database ?? 0,
    engine,
    dataDir: may(viewer, "settings") ? dataDir : null,
    lastBackup: await lastBackup(db),
  };
}

export const Renamed = z.strictObject({ name: WorkspaceName });

/** Renames the workspace; its address stays as it is. */
export async function renameWorkspace(
  viewer: Viewer<"settings">,
  { name }: z.infer<typeof Renamed>,
): Promise<{ name: string }> {
  const { db } = await server();
  const { workspaceId: id } = viewer;
  await db.$transaction(async (tx) => {
    const before = await tx.workspace.findUniqueOrThrow({ where: { id }, select: { name: true } });
    await tx.workspace.update({ where: { id }, data: { name } });
    await audit(tx, viewer, { what: "workspace-rename", about: { id, name }, before, after: { name } });
  });
  return { name };
}

export const LinksAllowed = z.strictObject({ allowed: z.boolean() });

/** Says whether editors may make links; where not, those that were made don't work either. */
export async function allowLinks(
  viewer: Viewer<"settings">,
  { allowed }: z.infer<typeof LinksAllowed>,
): Promise<{ allowed: boolean }> {
  const { db } = await server();
  const { workspaceId: id } = viewer;
  await db.$transaction(async (tx) => {
    const { name, linksAllowed } = await tx.workspace.findUniqueOrThrow({ where: { id } });
    await tx.workspace.update({ where: { id }, data: { linksAllowed: allowed } });
    await audit(tx, viewer, {
      ...{ what: "links-allow", about: { id, name } },
      ...{ before: { allowed: linksAllowed }, after: { allowed } },
    });
  });
  return { allowed };
}

/** At most ten years: longer is as good as for ever. */
export const Retention = z.strictObject({
  days: z
    .int("a whole number of days")
    .min(1, "at least one day, or off")
    .max(3650, "at most 3,650 days, or off")
    .nullable(),
});
export type Retention = z.infer<typeof Retention>;

/** Sets how long ended runs are kept; older ones are deleted in the background. */
export async function setRetention(viewer: Viewer<"settings">, { days }: Retention): Promise<Retention> {
  const { db } = await server();
  const { workspaceId: id } = viewer;
  await db.$transaction(async (tx) => {
    const before = await tx.workspace.findUniqueOrThrow({ where: { id } });
    await tx.workspace.update({ where: { id }, data: { retentionDays: days } });
    await audit(tx, viewer, {
      ...{ what: "retention-change", about: { id, name: before.name } },
      ...{ before: { days: before.retentionDays }, after: { days } },
    });
  });
  return { days };
}

/** How many runs would be deleted if ended runs were kept for `days` days. */
export async function countOlder(
  viewer: Viewer<"settings">,
  { days }: Retention,
): Promise<{ older: number }> {
  if (days === null) return { older: 0 };
  const { db } = await server();
  const older = await db.run.count({
    where: {
      workspaceId: viewer.workspaceId,
      pinned: false,
      recorded: false,
      head: { status: "ended" },
      summary: { endedAt: { lt: new Date(Date.now() - days * 86_400_000) } },
    },
  });
  return { older };
}
