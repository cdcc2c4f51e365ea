import { z } from "zod";
import { Prisma } from "../../generated/prisma/client.ts";
import { FORMAT } from "../../plan/format.ts";
import type { Database } from "./database.ts";

/** A runner silent for longer than this counts as lost, s. */
const SILENT_S = 10;
/** How long lost runners are listed, s. */
const REMEMBERED_S = 3_600;
/** How many of a runner's runs are named. */
const NAMED_RUNS = 20;
/** Runs that have waited for less than this are about to be taken, s. */
const WAITING_S = 1;

/** A runner by its last report. Times are epoch ms by the database's clock. */
export type StoredRunner = {
  id: string;
  name: string;
  kind: string;
  slots: number;
  /** The format of plan and events that it understands. */
  format: number;
  draining: boolean;
  /** How many of its writes the database refused, because another runner had taken the run. */
  refused: number;
  startedAt: number;
  seenAt: number;
  /** Silent for more than ten seconds. */
  lost: boolean;
  /** How many runs it has, of all workspaces. */
  busy: number;
};

const epochMs = (moment: Prisma.Sql) =>
  Prisma.sql`floor(extract(epoch FROM ${moment}) * 1000)::double precision`;
const silent = Prisma.sql`seen_at < now() - make_interval(secs => ${SILENT_S})`;
/** A run whose lease is still valid. */
const isHeld = Prisma.sql`run_head.due_at > now() AND run_head.status = 'running'`;

/** The current time by the database's clock, epoch ms. */
export async function databaseNow(db: Database): Promise<number> {
  const [clock] = await db.$queryRaw<{ at: number }[]>`SELECT ${epochMs(Prisma.sql`now()`)} AS at`;
  return clock?.at ?? 0;
}

/** All runners, with those lost in the last hour at the end. */
export function loadRunners(db: Database): Promise<StoredRunner[]> {
  return db.$queryRaw<StoredRunner[]>`
    SELECT id, name, kind, slots, format, draining, refused, ${epochMs(Prisma.sql`started_at`)} AS "startedAt",
      ${epochMs(Prisma.sql`seen_at`)} AS "seenAt", ${silent} AS lost, COALESCE(held.count, 0)::int AS busy
    FROM runner
    LEFT JOIN (
      SELECT owner, count(*) FROM workspace
      CROSS JOIN LATERAL (SELECT owner FROM run_head WHERE workspace_id = workspace.id AND ${isHeld}) AS head
      GROUP BY owner
    ) AS held ON held.owner = runner.id
    WHERE seen_at > now() - make_interval(secs => ${REMEMBERED_S}) OR held.count > 0
    ORDER BY ${silent}, kind DESC, name`;
}

/** A connection that a runner could not reach when it tried last, why, and when that was (epoch ms by its own clock). */
const Miss = z.object({ connectionId: z.string(), why: z.string(), at: z.number() });
export type Miss = z.infer<typeof Miss>;

/** What runners at work could not reach, with their names. */
export async function loadMisses(db: Database): Promise<(Miss & { runner: string })[]> {
  const rows = await db.$queryRaw<{ name: string; unreachable: string }[]>`
    SELECT name, unreachable FROM runner WHERE unreachable <> '[]' AND NOT ${silent} AND NOT draining ORDER BY name`;
  return rows.flatMap(({ name, unreachable }) =>
    z
      .array(Miss)
      .parse(JSON.parse(unreachable))
      .map((miss) => ({ runner: name, ...miss })),
  );
}

/** A run that a runner has. `own`: how many of the workspace's runs the runner has in all. */
export type HeldRun = { owner: string; id: string; name: string; startedAt: number; own: number };

/** The workspace's runs that runners have, the 20 oldest of each runner. */
export function loadRunsOfRunners(db: Database, workspaceId: string): Promise<HeldRun[]> {
  return db.$queryRaw<HeldRun[]>`
    SELECT owner, id, name, "startedAt", own FROM (
      SELECT owner, id, "workflowName" AS name, ${epochMs(Prisma.sql`"startedAt"`)} AS "startedAt",
        (count(*) OVER (PARTITION BY owner))::int AS own,
        row_number() OVER (PARTITION BY owner ORDER BY "startedAt", id) AS place
      FROM run_head JOIN run_summary ON "runId" = id
      WHERE workspace_id = ${workspaceId} AND ${isHeld}
    ) AS run
    WHERE place <= ${NAMED_RUNS}
    ORDER BY owner, place`;
}

/**
 * How many of a workspace's runs wait for a runner, since when the first of them does, and how many need a newer
 * runner.
 */
export type RunQueue = { waiting: number; since: number | null; needNewer: number };

/** A head start makes a run due before it was created; it can't have waited for longer than it exists. */
const waitsSince = Prisma.sql`GREATEST(due_at, "startedAt" AT TIME ZONE 'UTC')`;

/** What currently waits for a runner in this workspace. */
export async function loadQueue(db: Database, workspaceId: string): Promise<RunQueue> {
  const [queue] = await db.$queryRaw<RunQueue[]>`
    WITH known AS (
      SELECT COALESCE(max(format), ${FORMAT}) AS format FROM runner WHERE NOT (${silent}) AND NOT draining
    ), waiting AS (
      SELECT run_head.format, ${waitsSince} AS since
      FROM run_head JOIN run_summary ON "runId" = id
      WHERE workspace_id = ${workspaceId} AND due_at <= now() AND run_head.status <> 'ended'
    )
    SELECT (count(*) FILTER (WHERE waiting.format <= known.format))::int AS waiting,
      min(${epochMs(Prisma.sql`since`)}) FILTER (WHERE waiting.format <= known.format) AS since,
      (count(*) FILTER (WHERE waiting.format > known.format))::int AS "needNewer"
    FROM waiting CROSS JOIN known
    WHERE since <= now() - make_interval(secs => ${WAITING_S})`;
  return queue ?? { waiting: 0, since: null, needNewer: 0 };
}
