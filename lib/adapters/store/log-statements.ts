// The log's SQL, each a statement that `pg` prepares once per connection: planning costs more than the work.

/** $1 run · $2 workspace · $3 workflow · $4 its name · $5 who · $6 mode · $7 plan · $8 its hash · $9 chain link · $10 at · $11 type · $12 event · $13, $14 blobs. */
export const CREATE = {
  name: "log-create",
  text: `
    WITH run AS (
      INSERT INTO run (id, "workspaceId", "workflowId", "workflowName", "startedBy", mode, plan, "planHash")
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ), head AS (
      INSERT INTO run_head (id, workspace_id, last_seq, chain_hash) VALUES ($1, $2, 1, $9)
    ), event AS (
      INSERT INTO run_event (run_id, seq, epoch, at, type, payload, hash) VALUES ($1, 1, 0, $10, $11, $12, $9)
    ), blob AS (
      INSERT INTO run_value (scope, hash, content)
      SELECT $1, hash, content FROM unnest($13::text[], $14::text[]) AS value (hash, content)
      ON CONFLICT DO NOTHING
    )
    SELECT pg_notify('tutti_events', $1)`,
};

export const PLAN = { name: "log-plan", text: "SELECT plan FROM run WHERE id = $1" };

/** $1 run · $2 runner · $3 lease, ms. */
export const CLAIM = {
  name: "log-claim",
  text: `
    UPDATE run_head
    SET epoch = epoch + 1, owner = $2, lease_until = now() + make_interval(secs => $3::double precision / 1000),
        status = 'running', wake_at = NULL, claims_without_progress = claims_without_progress + 1
    WHERE id = $1 AND status <> 'ended' AND (lease_until IS NULL OR lease_until <= now())
    RETURNING epoch, last_seq, chain_hash, floor(extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now`,
};

/** $1 run · $2 epoch · $3 lease, ms. */
export const RENEW = {
  name: "log-renew",
  text: `
    UPDATE run_head SET lease_until = now() + make_interval(secs => $3::double precision / 1000)
    WHERE id = $1 AND epoch = $2 AND status = 'running'`,
};

/** $1 run · $2 epoch · $3 wake at, epoch ms. */
export const RELEASE = {
  name: "log-release",
  text: `
    UPDATE run_head
    SET owner = NULL, lease_until = NULL, wake_at = to_timestamp($3::double precision / 1000),
        status = CASE WHEN status = 'ended' THEN 'ended' ELSE 'waiting' END
    WHERE id = $1 AND epoch = $2 AND status <> 'waiting'
    RETURNING status`,
};

export const HAS_MESSAGES = {
  name: "log-has-messages",
  text: "SELECT 1 FROM run_message WHERE run_id = $1 AND NOT consumed LIMIT 1",
};

export const CHAIN_HASH = {
  name: "log-chain-hash",
  text: "SELECT chain_hash FROM run_head WHERE id = $1 AND epoch = $2 AND last_seq = $3",
};

/**
 * $1 run · $2 epoch · $3 last seq · $4 at · $5 type · $6 event · $7 chain link, of each event · $8, $9 blobs ·
 * $10 messages consumed · $11 the run ends · $12 something but a claim happened.
 * No row: another runner has the run, or has written to it. One NOTIFY an append, because its lock serialises commits.
 */
export const APPEND = {
  name: "log-append",
  text: `
    WITH head AS (
      UPDATE run_head
      SET last_seq = last_seq + cardinality($6::text[]), chain_hash = ($7::text[])[cardinality($7::text[])],
          claims_without_progress = CASE WHEN $12::boolean THEN 0 ELSE claims_without_progress END,
          status = CASE WHEN $11::boolean THEN 'ended' ELSE status END,
          owner = CASE WHEN $11::boolean THEN NULL ELSE owner END,
          lease_until = CASE WHEN $11::boolean THEN NULL ELSE lease_until END
      WHERE id = $1 AND epoch = $2 AND last_seq = $3 AND status = 'running'
      RETURNING id
    ), event AS (
      INSERT INTO run_event (run_id, seq, epoch, at, type, payload, hash)
      SELECT head.id, $3 + n, $2, new.at, new.type, new.payload, new.hash
      FROM head, unnest($4::bigint[], $5::text[], $6::text[], $7::text[])
        WITH ORDINALITY AS new (at, type, payload, hash, n)
    ), blob AS (
      INSERT INTO run_value (scope, hash, content)
      SELECT head.id, value.hash, value.content
      FROM head, unnest($8::text[], $9::text[]) AS value (hash, content)
      ON CONFLICT DO NOTHING
    ), message AS (
      UPDATE run_message SET consumed = true FROM head
      WHERE run_message.run_id = head.id AND run_message.id = ANY ($10::text[])
    )
    SELECT pg_notify('tutti_events', id) FROM head`,
};

/** $1 run · $2 after seq · $3 limit. */
export const READ = {
  name: "log-read",
  text: "SELECT payload FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
};

export const BLOB = {
  name: "log-blob",
  text: "SELECT content FROM run_value WHERE scope = $1 AND hash = $2",
};

export const MESSAGES = {
  name: "log-messages",
  text: "SELECT id, payload FROM run_message WHERE run_id = $1 AND NOT consumed ORDER BY ordinal",
};

/** $1 run · $2 message id · $3 kind · $4 message. The row lock makes it wait for an append that ends the run. */
export const SEND = {
  name: "log-send",
  text: `
    WITH head AS (
      SELECT id FROM run_head WHERE id = $1 AND status <> 'ended' FOR SHARE
    ), message AS (
      INSERT INTO run_message (run_id, id, kind, payload) SELECT id, $2, $3, $4 FROM head
      ON CONFLICT DO NOTHING
    )
    SELECT pg_notify('tutti_message', id) FROM head`,
};

/** $1 limit. */
export const ORPHANS = {
  name: "log-orphans",
  text: `
    SELECT id FROM run_head AS head
    WHERE status <> 'ended' AND (lease_until IS NULL OR lease_until <= now())
      AND (status <> 'waiting' OR wake_at <= now()
        OR EXISTS (SELECT 1 FROM run_message WHERE run_id = head.id AND NOT consumed))
    ORDER BY coalesce(lease_until, wake_at, now())
    LIMIT $1`,
};
