import { z } from "zod";
import type { Settings } from "../../views/settings.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { lastBackup } from "../upkeep/last-backup.ts";

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
    retentionDays: workspace.retentionDays,
    runs: own._count,
    pinnedRuns,
    oldestRunAt: own._min.createdAt?.getTime() ?? null,
    deletedRuns,
    logBytes: size?.log ?? 0,
    databaseBytes: size?.database ?? 0,
    engine,
    dataDir,
    lastBackup: await lastBackup(db),
  };
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
  await db.workspace.update({ where: { id: viewer.workspaceId }, data: { retentionDays: days } });
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
