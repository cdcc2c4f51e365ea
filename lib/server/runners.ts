import type { Database } from "../adapters/store/database.ts";
import { FORMAT } from "../engine/ports.ts";
import { Prisma } from "../generated/prisma/client.ts";
import { server } from "./ports.ts";
import type { Viewer } from "./viewer.ts";

/** A runner that has been silent for longer is taken for lost, s. */
const SILENT_S = 10;
/** Lost runners are listed for so long, s. */
const REMEMBERED_S = 3_600;
/** So many of a runner's runs are named. */
const NAMED_RUNS = 20;
/** Whoever waits for less than this is about to be taken, s. */
const WAITING_S = 1;

/** One process that drives runs. Times are epoch ms by the database's clock. */
export type RunnerRow = {
  id: string;
  name: string;
  kind: "server" | "runner";
  /** The runner of the server that answers. */
  here: boolean;
  slots: number;
  /** Slots in use, by runs of all workspaces. */
  held: number;
  startedAt: number;
  seenAt: number;
  /** Silent for more than ten seconds. */
  lost: boolean;
  /** Gives its runs back, and ends. */
  draining: boolean;
  /** What it wrote and the database refused, because another runner had taken the run. */
  refused: number;
  /** Another runner is of a newer version. */
  older: boolean;
  /** The viewer's workspace's runs that it holds, the oldest first; at most 20. */
  runs: { id: string; name: string; startedAt: number }[];
  /** How many of the workspace's runs it holds. */
  own: number;
};

/** Who drives runs, and who waits for that. `at`: now, epoch ms by the database's clock. */
export type RunnerList = {
  at: number;
  /** The database is this server's alone, so no other runner can be. */
  ownDatabase: boolean;
  runners: RunnerRow[];
  /** Of the viewer's workspace: runs that wait for a runner, since when, and those that need a newer one. */
  queue: { waiting: number; since: number | null; needNewer: number };
};

/** Every runner with the viewer's runs that it holds; runs of other workspaces are counted, never named. */
export async function listRunners({ workspaceId }: Viewer): Promise<RunnerList> {
  const { db, engine, here } = await server();
  const [clock] = await db.$queryRaw<{ at: number }[]>`SELECT ${epochMs(Prisma.sql`now()`)} AS at`;
  const rows = await loadRunners(db);
  const named = await loadNamed(db, workspaceId);
  const queue = await loadQueue(db, workspaceId);
  const newest = Math.max(...rows.filter((row) => !row.lost).map(({ format }) => format));
  const runners = rows.map(({ format, ...row }): RunnerRow => {
    const mine = named.filter(({ owner }) => owner === row.id);
    return {
      ...row,
      kind: row.kind === "server" ? "server" : "runner",
      here: row.id === here.runner?.id,
      older: format < newest,
      runs: mine.map(({ id, name, startedAt }) => ({ id, name, startedAt })),
      own: mine[0]?.own ?? 0,
    };
  });
  // Whoever held this database before has gone: it belongs to one process.
  const shown = engine === "pglite" ? runners.filter((runner) => runner.here) : runners;
  return { at: clock?.at ?? 0, ownDatabase: engine === "pglite", runners: shown, queue };
}

const epochMs = (moment: Prisma.Sql) =>
  Prisma.sql`floor(extract(epoch FROM ${moment}) * 1000)::double precision`;
const silent = Prisma.sql`seen_at < now() - make_interval(secs => ${SILENT_S})`;
/** A run's lease has not lapsed. */
const isHeld = Prisma.sql`run_head.due_at > now() AND run_head.status = 'running'`;

type LoadedRow = Omit<RunnerRow, "kind" | "here" | "older" | "runs" | "own"> & {
  kind: string;
  format: number;
};

function loadRunners(db: Database): Promise<LoadedRow[]> {
  return db.$queryRaw<LoadedRow[]>`
    SELECT id, name, kind, slots, format, draining, refused, ${epochMs(Prisma.sql`started_at`)} AS "startedAt",
      ${epochMs(Prisma.sql`seen_at`)} AS "seenAt", ${silent} AS lost, COALESCE(held.count, 0)::int AS held
    FROM runner
    LEFT JOIN (
      SELECT owner, count(*) FROM workspace
      CROSS JOIN LATERAL (SELECT owner FROM run_head WHERE workspace_id = workspace.id AND ${isHeld}) AS head
      GROUP BY owner
    ) AS held ON held.owner = runner.id
    WHERE seen_at > now() - make_interval(secs => ${REMEMBERED_S}) OR held.count > 0
    ORDER BY ${silent}, kind DESC, name`;
}

/** Runners that take runs now: not lost, and not about to end. */
export async function livingRunners(
  db: Database,
): Promise<Pick<LoadedRow, "id" | "format" | "slots" | "held">[]> {
  return (await loadRunners(db)).filter(({ lost, draining }) => !lost && !draining);
}

type NamedRun = { owner: string; id: string; name: string; startedAt: number; own: number };

function loadNamed(db: Database, workspaceId: string): Promise<NamedRun[]> {
  return db.$queryRaw<NamedRun[]>`
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

/** A head start makes a run due before it began: nobody waits for longer than that. */
const waitsSince = Prisma.sql`GREATEST(due_at, "startedAt" AT TIME ZONE 'UTC')`;

async function loadQueue(db: Database, workspaceId: string): Promise<RunnerList["queue"]> {
  const [queue] = await db.$queryRaw<RunnerList["queue"][]>`
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
