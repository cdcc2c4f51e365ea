import type { Database } from "./database.ts";

/**
 * Deletes ended runs with their events, values, spans and messages, and leaves a tombstone of each with the head of
 * its chain. Returns the deleted ones, with the names of their workflows: runs under way stay, and so do those of another workspace. It is
 * one statement for all, and on PGlite nothing else is written meanwhile, so pass few at a time.
 */
export async function removeRuns(
  db: Pick<Database, "$queryRaw">,
  { runIds, workspaceId, by }: { runIds: string[]; workspaceId: string; by: string | null },
): Promise<{ id: string; workflowName: string }[]> {
  return db.$queryRaw<{ id: string; workflowName: string }[]>`
    WITH head AS (
      SELECT head.id, head.last_seq, head.chain_hash, run."workflowName", run."createdAt"
      FROM run_head AS head JOIN run ON run.id = head.id
      WHERE head.id = ANY (${runIds}) AND run."workspaceId" = ${workspaceId} AND head.status = 'ended'
      FOR UPDATE OF head SKIP LOCKED
    ), tombstone AS (
      INSERT INTO run_tombstone ("runId", "workspaceId", "workflowName", "startedAt", "lastSeq", "chainHash", "deletedBy")
      SELECT id, ${workspaceId}, "workflowName", "createdAt", last_seq, chain_hash, ${by} FROM head
    ), events AS (
      DELETE FROM run_event USING head WHERE run_id = head.id
    ), "values" AS (
      DELETE FROM run_value USING head WHERE scope = head.id
    ), spans AS (
      DELETE FROM span_summary USING head WHERE "runId" = head.id
    )
    -- Head, messages and summary refer to the run and go with it.
    DELETE FROM run USING head WHERE run.id = head.id RETURNING run.id, run."workflowName"`;
}

/** Some runs older than their workspace keeps runs: ended, not pinned, and not from the app itself. */
export async function expiredRuns(
  db: Database,
  limit: number,
): Promise<{ id: string; workspaceId: string }[]> {
  return db.$queryRaw`
    SELECT run.id, run."workspaceId"
    FROM workspace
    JOIN run ON run."workspaceId" = workspace.id AND NOT run.pinned AND NOT run.recorded
    JOIN run_head AS head ON head.id = run.id AND head.status = 'ended'
    LEFT JOIN run_summary AS summary ON summary."runId" = run.id
    WHERE workspace."retentionDays" IS NOT NULL
      AND coalesce(summary."endedAt", run."createdAt") < (now() AT TIME ZONE 'UTC') - make_interval(days => workspace."retentionDays")
    LIMIT ${limit}`;
}
