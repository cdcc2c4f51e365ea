import type pg from "pg";

/** What lists and statistics show of a run. Times are epoch ms, money is nano-dollars; null: unknown, or not yet. */
export type RunIndexRow = {
  runId: string;
  status: string;
  startedAt: number;
  endedAt: number | null;
  costNanos: number | null;
  inputTokens: number;
  outputTokens: number;
  failedStep: string | null;
  failure: string | null;
  /** Failed visits inside it, although it went on, and results missing from its answer. */
  failedInside: number;
  missingInside: number;
};

/** What they show of one of its spans. `path`: JSON. */
export type SpanIndexRow = {
  spanId: number;
  kind: string;
  name: string;
  nodeId: string | null;
  path: string;
  attempt: number;
  model: string | null;
  outcome: string;
  startedAt: number;
  durationMs: number;
  costNanos: number | null;
  inputTokens: number;
  outputTokens: number;
};

/** Writes a run's rows into the index, replacing earlier ones. The index can be rebuilt from the log at any time. */
export type RunIndex = {
  write(run: RunIndexRow, spans: SpanIndexRow[]): Promise<void>;
  /**
   * Ended runs missing in the index, because their runner was lost just then or an older version wrote them;
   * without those in `except`.
   */
  behind(limit: number, except: readonly string[]): Promise<string[]>;
};

/** Raise it whenever the rows of a run change: those of ended runs are then rewritten from the log. */
const INDEX_VERSION = 2;

/**
 * $1 run · $2 status · $3 started · $4 ended · $5 cost · $6, $7 tokens in and out · $8 failed step · $9 failure ·
 * $10 spans, as a JSON list · $11 failed inside · $12 missing inside · $13 version of the index.
 */
const WRITE = {
  name: "run-index-write",
  text: `
    WITH run AS (
      SELECT id, "workspaceId", "workflowId", "workflowName", mode, "startedBy" FROM run WHERE id = $1
    ), summary AS (
      INSERT INTO run_summary ("runId", "workspaceId", "workflowId", "workflowName", status, mode, "startedAt", "endedAt",
        "durationMs", "costNanos", "costKnown", "inputTokens", "outputTokens", "failedStep", failure, "startedBy",
        "failedInside", "missingInside", "indexVersion")
      SELECT id, "workspaceId", "workflowId", "workflowName", $2, mode,
        to_timestamp($3::double precision / 1000) AT TIME ZONE 'UTC',
        to_timestamp($4::double precision / 1000) AT TIME ZONE 'UTC',
        $4::bigint - $3::bigint, $5::bigint, $5::bigint IS NOT NULL, $6::bigint, $7::bigint, $8, $9, "startedBy",
        $11::int, $12::int, $13::int
      FROM run
      ON CONFLICT ("runId") DO UPDATE SET status = excluded.status, "startedAt" = excluded."startedAt",
        "endedAt" = excluded."endedAt", "durationMs" = excluded."durationMs", "costNanos" = excluded."costNanos",
        "costKnown" = excluded."costKnown", "inputTokens" = excluded."inputTokens",
        "outputTokens" = excluded."outputTokens", "failedStep" = excluded."failedStep", failure = excluded.failure,
        "failedInside" = excluded."failedInside", "missingInside" = excluded."missingInside",
        "indexVersion" = excluded."indexVersion"
    )
    INSERT INTO span_summary ("runId", "spanId", "workspaceId", kind, name, "nodeId", path, attempt, model, outcome,
      "startedAt", "durationMs", "costNanos", "inputTokens", "outputTokens")
    SELECT run.id, span."spanId", run."workspaceId", span.kind, span.name, span."nodeId", span.path, span.attempt,
      span.model, span.outcome, to_timestamp(span."startedAt" / 1000) AT TIME ZONE 'UTC', span."durationMs",
      span."costNanos", span."inputTokens", span."outputTokens"
    FROM run, json_to_recordset($10::json) AS span ("spanId" int, kind text, name text, "nodeId" text, path text,
      attempt int, model text, outcome text, "startedAt" double precision, "durationMs" bigint, "costNanos" bigint,
      "inputTokens" bigint, "outputTokens" bigint)
    ON CONFLICT ("runId", "spanId") DO UPDATE SET outcome = excluded.outcome, model = excluded.model,
      "durationMs" = excluded."durationMs", "costNanos" = excluded."costNanos",
      "inputTokens" = excluded."inputTokens", "outputTokens" = excluded."outputTokens"`,
};

const BEHIND = {
  name: "run-index-behind",
  text: `
    SELECT head.id FROM run_summary JOIN run_head AS head ON head.id = run_summary."runId"
    WHERE run_summary."indexVersion" < $2 AND head.status = 'ended' AND head.id <> ALL ($3::text[])
    LIMIT $1`,
};

/** The index in SQL. */
export function createRunIndex(pool: pg.Pool): RunIndex {
  return {
    async write(run, spans) {
      const values = [
        run.runId,
        run.status,
        run.startedAt,
        run.endedAt,
        run.costNanos,
        run.inputTokens,
        run.outputTokens,
        storable(run.failedStep),
        storable(run.failure),
        JSON.stringify(spans, (_key, value: unknown) =>
          typeof value === "string" ? storable(value) : value,
        ),
        run.failedInside,
        run.missingInside,
        INDEX_VERSION,
      ];
      await pool.query({ ...WRITE, values });
    },

    async behind(limit, except) {
      const { rows } = await pool.query<{ id: string }>({
        ...BEHIND,
        values: [limit, INDEX_VERSION, except],
      });
      return rows.map(({ id }) => id);
    },
  };
}

/** PostgreSQL's texts can't contain NUL or lone surrogates, and its json not even escaped ones. */
function storable(text: string): string;
function storable(text: string | null): string | null;
function storable(text: string | null): string | null {
  return text?.toWellFormed().replaceAll("\0", "\ufffd") ?? null;
}
