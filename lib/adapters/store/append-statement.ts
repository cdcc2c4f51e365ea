import type { Blob, Lease } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { isProgress } from "../is-progress.ts";

/**
 * What one run appends: events after the lease's last one, the payload and the chain link of their row, blobs, and
 * consumed messages.
 */
export type RunAppend = {
  lease: Lease;
  events: RunEvent[];
  payload: string;
  link: string;
  blobs: Blob[];
  consumed: string[];
};

/** A query for `pg`, prepared under its name once per connection. */
type Query = { name: string; text: string };

/** For one run and nothing but events, the usual case. */
const ONE: Query = {
  name: "log-append-one",
  text: `
  WITH head AS (
    UPDATE run_head
    SET last_seq = $4, chain_hash = $5, format = GREATEST(format, $6::int),
        claims_without_progress = CASE WHEN $7::boolean THEN 0 ELSE claims_without_progress END,
        status = CASE WHEN $8::boolean THEN 'ended' ELSE status END,
        owner = CASE WHEN $8::boolean THEN NULL ELSE owner END,
        due_at = CASE WHEN $8::boolean THEN NULL ELSE due_at END
    WHERE id = $1 AND epoch = $2 AND last_seq = $3 AND status = 'running'
    RETURNING id
  )
  INSERT INTO run_event (run_id, seq, epoch, payload, hash) SELECT id, $4, $2, $9, $5 FROM head`,
};

/**
 * Separates texts sent as one, because pg would escape each text of an array; it never occurs in an id, hash or
 * JSON text.
 */
const BETWEEN = "\u0001";
const packed = (texts: string[]) => texts.join(BETWEEN);
const unpacked = (parameter: string) => `string_to_array(${parameter}, E'\\x01')`;

/** The part of a statement for any number of runs that writes their heads and rows. */
const HEADS_AND_EVENTS = `
  WITH head AS (
    UPDATE run_head
    SET last_seq = new.last_seq, chain_hash = new.chain_hash, format = GREATEST(run_head.format, $6::int),
        messages_taken = messages_taken + new.taken,
        claims_without_progress = CASE WHEN new.progress THEN 0 ELSE claims_without_progress END,
        status = CASE WHEN new.ended THEN 'ended' ELSE status END,
        owner = CASE WHEN new.ended THEN NULL ELSE owner END,
        due_at = CASE WHEN new.ended THEN NULL ELSE due_at END
    FROM unnest(${unpacked("$1")}, $2::int[], $3::int[], $4::int[], ${unpacked("$5")}, $7::boolean[], $8::boolean[],
        ${unpacked("$9")}, $10::int[])
      AS new (id, epoch, was, last_seq, chain_hash, progress, ended, payload, taken)
    WHERE run_head.id = new.id AND run_head.epoch = new.epoch AND run_head.last_seq = new.was
      AND run_head.status = 'running'
    RETURNING run_head.id, run_head.epoch, new.last_seq, new.chain_hash, new.payload
  ), event AS (
    INSERT INTO run_event (run_id, seq, epoch, payload, hash)
    SELECT id, last_seq, epoch, payload, chain_hash FROM head
  )`;

/** For several runs and nothing but events: what the other cases need would cost a fifth more. */
const SEVERAL: Query = { name: "log-append-several", text: `${HEADS_AND_EVENTS} SELECT id FROM head` };

/**
 * For any number of runs with whatever they have. One NOTIFY for everything that other processes want to know, because
 * its lock serialises commits.
 */
const ANY: Query = {
  name: "log-append-any",
  text: `${HEADS_AND_EVENTS}, blob AS (
    INSERT INTO run_value (scope, hash, content)
    SELECT head.id, value.hash, value.content
    FROM head JOIN unnest($11::text[], $12::text[], $13::text[]) AS value (run_id, hash, content)
      ON value.run_id = head.id
    ON CONFLICT DO NOTHING
  ), message AS (
    UPDATE run_message SET consumed = true
    FROM head JOIN unnest($14::text[], $15::text[]) AS taken (run_id, id) ON taken.run_id = head.id
    WHERE run_message.run_id = head.id AND run_message.id = taken.id
  ), told AS (
    SELECT pg_notify('tutti_events', string_agg(id, ',')) FROM head
    WHERE id = ANY ($16::text[]) HAVING count(*) > 0
  )
  SELECT id FROM head LEFT JOIN told ON true`,
};

/**
 * The query that appends to one or more runs in one commit; `told` are those that other processes follow. A run
 * that was not written has been taken by another runner. `written` reads the ids of the others from the answer.
 */
export function appendQuery(
  appends: RunAppend[],
  format: number,
  told: string[],
): Query & {
  values: unknown[];
  written(answer: { rowCount: number | null; rows: { id: string }[] }): Set<string>;
} {
  const onlyEvents =
    told.length === 0 && appends.every(({ blobs, consumed }) => blobs.length + consumed.length === 0);
  const [first, ...others] = appends;
  if (onlyEvents && first && others.length === 0)
    return {
      ...ONE,
      values: valuesOfOne(first, format),
      written: ({ rowCount }) => new Set(rowCount ? [first.lease.runId] : []),
    };
  const values = valuesOfSeveral(appends, format);
  const written = ({ rows }: { rows: { id: string }[] }) => new Set(rows.map(({ id }) => id));
  if (onlyEvents) return { ...SEVERAL, values, written };
  return { ...ANY, values: [...values, ...valuesBeside(appends), told], written };
}

const lastSeq = ({ lease, events }: RunAppend) => lease.lastSeq + events.length;
const ends = ({ events }: RunAppend) => events.at(-1)?.type === "run-end";
const progresses = ({ events }: RunAppend) => events.some(isProgress);

function valuesOfOne(append: RunAppend, format: number): unknown[] {
  const { lease, payload, link } = append;
  return [
    lease.runId,
    lease.epoch,
    lease.lastSeq,
    lastSeq(append),
    link,
    format,
    progresses(append),
    ends(append),
    payload,
  ];
}

function valuesOfSeveral(appends: RunAppend[], format: number): unknown[] {
  return [
    packed(appends.map(({ lease }) => lease.runId)),
    appends.map(({ lease }) => lease.epoch),
    appends.map(({ lease }) => lease.lastSeq),
    appends.map(lastSeq),
    packed(appends.map(({ link }) => link)),
    format,
    appends.map(progresses),
    appends.map(ends),
    packed(appends.map(({ payload }) => payload)),
    appends.map(({ consumed }) => consumed.length),
  ];
}

/** The blobs and the consumed messages. */
function valuesBeside(appends: RunAppend[]): unknown[] {
  const blobs = appends.flatMap(({ lease, blobs }) => blobs.map((blob) => ({ runId: lease.runId, ...blob })));
  const consumed = appends.flatMap(({ lease, consumed }) =>
    consumed.map((id) => ({ runId: lease.runId, id })),
  );
  return [
    blobs.map(({ runId }) => runId),
    blobs.map(({ hash }) => hash),
    blobs.map(({ content }) => content),
    consumed.map(({ runId }) => runId),
    consumed.map(({ id }) => id),
  ];
}
