// The log's SQL, each a statement that `pg` prepares once per connection: planning costs more than the work.

/**
 * $1 run · $2 workspace · $3 workflow · $4 its name · $5 who · $6 mode · $7 plan · $8 its hash · $9 chain link · $10 at ·
 * $11 payload · $12, $13 blobs · $14 document · $15 format · $16 head start in the queue, ms · $17 the runner that has it from the
 * start, or null · $18 its lease, ms.
 */
export const CREATE = {
  name: "log-create",
  text: `
    WITH run AS (
      INSERT INTO run (id, "workspaceId", "workflowId", "workflowName", "startedBy", mode, plan, "planHash", document, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $14, $19)
    ), summary AS (
      INSERT INTO run_summary ("runId", "workspaceId", "workflowId", "workflowName", status, mode, "startedAt", "startedBy")
      VALUES ($1, $2, $3, $4, CASE WHEN $17::text IS NULL THEN 'waiting' ELSE 'running' END, $6, to_timestamp($10::double precision / 1000) AT TIME ZONE 'UTC', $5)
    ), head AS (
      INSERT INTO run_head (id, workspace_id, last_seq, chain_hash, format, owner, epoch, status, due_at, begun, claims_without_progress)
      SELECT $1, $2, 1, $9, $15, holder,
        CASE WHEN holder IS NULL THEN 0 ELSE 1 END,
        CASE WHEN holder IS NULL THEN 'queued' ELSE 'running' END,
        now() + make_interval(secs =>
          CASE WHEN holder IS NULL THEN -$16::double precision ELSE $18::double precision END / 1000),
        holder IS NOT NULL,
        CASE WHEN holder IS NULL THEN 0 ELSE 1 END
      FROM (SELECT $17::text AS holder) AS wanted
    ), event AS (
      INSERT INTO run_event (run_id, seq, epoch, payload, hash) VALUES ($1, 1, 0, $11, $9)
    ), blob AS (
      INSERT INTO run_value (scope, hash, content)
      SELECT $1, hash, content FROM unnest($12::text[], $13::text[]) AS value (hash, content)
      ON CONFLICT DO NOTHING
    )
    SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now`,
};

export const PLAN = { name: "log-plan", text: "SELECT plan FROM run WHERE id = $1" };

/**
 * $1 run · $2 runner · $3 lease, ms · $4 format that the runner knows. It does not wait for whoever is writing the
 * row at this moment, such as a lost runner's hanging session.
 */
export const CLAIM = {
  name: "log-claim",
  text: `
    WITH head AS (
      UPDATE run_head
      SET epoch = epoch + 1, owner = $2, due_at = now() + make_interval(secs => $3::double precision / 1000),
          status = 'running', begun = true, claims_without_progress = claims_without_progress + 1
      WHERE id = (SELECT id FROM run_head WHERE id = $1 FOR UPDATE SKIP LOCKED)
        AND status <> 'ended' AND (status <> 'running' OR due_at <= now()) AND format <= $4
      RETURNING id, workspace_id, epoch, last_seq, chain_hash, claims_without_progress - 1 AS fruitless
    ), summary AS (
      UPDATE run_summary SET status = 'running' FROM head WHERE "runId" = head.id AND run_summary.status = 'waiting'
    )
    SELECT head.*, floor(extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now FROM head`,
};

/**
 * The run that a runner should take next: from the workspace with the fewest under way, one that has started before
 * one that has not, and of these the one due the longest. It starts from what is due, which is usually nothing,
 * however many workspaces there are. $1 format that the runner knows · $2 runs that could not be claimed · $3 most
 * fruitless claims in a row.
 */
export const NEXT = {
  name: "log-next",
  text: `
    SELECT head.id
    FROM (SELECT DISTINCT workspace_id AS id FROM run_head WHERE due_at <= now()) AS workspace
    CROSS JOIN LATERAL (
      (SELECT id, begun, due_at FROM run_head
        WHERE workspace_id = workspace.id AND begun AND due_at <= now() AND format <= $1
          AND id <> ALL ($2::text[]) AND claims_without_progress <= $3
        ORDER BY due_at LIMIT 1)
      UNION ALL
      (SELECT id, begun, due_at FROM run_head
        WHERE workspace_id = workspace.id AND NOT begun AND due_at <= now() AND format <= $1
          AND id <> ALL ($2::text[])
        ORDER BY due_at LIMIT 1)
      ORDER BY begun DESC LIMIT 1
    ) AS head
    CROSS JOIN LATERAL (
      SELECT count(*) AS busy FROM run_head
      WHERE workspace_id = workspace.id AND begun AND due_at > now() AND status = 'running'
    ) AS load
    ORDER BY load.busy, head.begun DESC, head.due_at
    LIMIT 1`,
};

/** The database's time, epoch ms. */
export const NOW = {
  name: "log-now",
  text: "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now",
};

/** $1 run · $2 epoch · $3 lease, ms. */
export const RENEW = {
  name: "log-renew",
  text: `
    UPDATE run_head SET due_at = now() + make_interval(secs => $3::double precision / 1000)
    WHERE id = $1 AND epoch = $2 AND status = 'running'
    RETURNING messages_sent > messages_taken AS has_messages`,
};

/**
 * $1 run · $2 epoch · $3 wake at, epoch ms. A message that arrived meanwhile has raised `messages_sent` in this
 * very row.
 */
export const RELEASE = {
  name: "log-release",
  text: `
    UPDATE run_head
    SET owner = NULL, claims_without_progress = 0,
        status = CASE WHEN messages_sent > messages_taken THEN 'queued' ELSE 'waiting' END,
        due_at = CASE WHEN messages_sent > messages_taken THEN now() ELSE to_timestamp($3::double precision / 1000) END
    WHERE id = $1 AND epoch = $2 AND status = 'running'
    RETURNING status`,
};

/** The chain's head if the run is where this writer left it. $1 run · $2 epoch · $3 last seq. */
export const CHAIN_HASH = {
  name: "log-chain-hash",
  text: "SELECT chain_hash FROM run_head WHERE id = $1 AND epoch = $2 AND last_seq = $3",
};

/** The rows with the events after $2 of the run $1, as many as there are up to the seq $3. */
export const READ = {
  name: "log-read",
  text: `
    SELECT run_id, seq, at, type, payload FROM run_event
    WHERE run_id = $1 AND seq > $2
      AND seq <= coalesce((SELECT seq FROM run_event WHERE run_id = $1 AND seq >= $3 ORDER BY seq LIMIT 1), $3)
    ORDER BY seq`,
};

export const BLOB = {
  name: "log-blob",
  text: "SELECT content FROM run_value WHERE scope = $1 AND hash = $2",
};

export const MESSAGES = {
  name: "log-messages",
  text: "SELECT id, payload FROM run_message WHERE run_id = $1 AND NOT consumed ORDER BY ordinal",
};

/**
 * $1 run · $2 message id · $3 kind · $4 message. The row lock makes it wait for an append that ends the run; a
 * waiting run is queued by it.
 */
export const SEND = {
  name: "log-send",
  text: `
    WITH head AS (
      SELECT id FROM run_head WHERE id = $1 AND status <> 'ended' FOR UPDATE
    ), message AS (
      INSERT INTO run_message (run_id, id, kind, payload) SELECT id, $2, $3, $4 FROM head
      ON CONFLICT DO NOTHING
      RETURNING run_id
    ), sent AS (
      UPDATE run_head SET messages_sent = messages_sent + 1,
        status = CASE WHEN status = 'waiting' THEN 'queued' ELSE status END,
        due_at = CASE WHEN status = 'waiting' THEN now() ELSE due_at END
      WHERE id IN (SELECT run_id FROM message)
    )
    SELECT pg_notify('tutti_message', id) FROM head`,
};
