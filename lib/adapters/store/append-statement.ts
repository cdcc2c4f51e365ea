import type { Blob, Lease } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";
import { isProgress } from "../is-progress.ts";
import { payloadOf } from "./event-row.ts";

/**
 * What one run appends: events after the lease's last one, the chain link after each, blobs, and consumed messages.
 */
export type RunAppend = {
  lease: Lease;
  events: RunEvent[];
  links: string[];
  blobs: Blob[];
  consumed: string[];
};

/** A query for `pg`, prepared under its name once per connection. */
type Query = { name: string; text: string };

/**
 * For one run with a few events and nothing else, the usual case: rows of parameters are planned and read a seventh
 * faster than arrays, and the parts for the other cases would cost a quarter more.
 */
const one = (events: number): Query => ({
  name: `log-append-${events}`,
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
  INSERT INTO run_event (run_id, seq, epoch, at, type, payload, hash)
  SELECT head.id, $3 + event.n, $2, event.at, event.type, event.payload, event.hash
  FROM head, (VALUES ${Array.from({ length: events }, (_, index) => rowOf(index)).join(", ")})
    AS event (n, at, type, payload, hash)`,
});
const PARAMETERS_OF_HEAD = 8;
const rowOf = (index: number) => {
  const first = PARAMETERS_OF_HEAD + 4 * index + 1;
  return `(${index + 1}, $${first}::bigint, $${first + 1}::text, $${first + 2}::text, $${first + 3}::text)`;
};
/** One statement for each number of events, prepared in every connection that uses it. */
const ONE = Array.from({ length: 9 }, (_, events) => (events > 0 ? one(events) : undefined));

/**
 * Separates texts sent as one, because pg would escape each text of an array; it never occurs in an id, hash or
 * JSON text.
 */
const BETWEEN = "\u0001";
const packed = (texts: (string | undefined)[]) => texts.join(BETWEEN);
const unpacked = (parameter: string) => `string_to_array(${parameter}, E'\\x01')`;

/**
 * For any number of runs. One NOTIFY for everything that other processes want to know, because its lock serialises
 * commits.
 */
const MANY = `
  WITH head AS (
    UPDATE run_head
    SET last_seq = new.last_seq, chain_hash = new.chain_hash, format = GREATEST(run_head.format, new.format),
        messages_taken = messages_taken + new.taken,
        claims_without_progress = CASE WHEN new.progress THEN 0 ELSE claims_without_progress END,
        status = CASE WHEN new.ended THEN 'ended' ELSE status END,
        owner = CASE WHEN new.ended THEN NULL ELSE owner END,
        due_at = CASE WHEN new.ended THEN NULL ELSE due_at END
    FROM unnest(${unpacked("$1")}, $2::int[], $3::int[], $4::int[], ${unpacked("$5")}, $6::int[], $7::boolean[], $8::boolean[], $9::int[])
      AS new (id, epoch, was, last_seq, chain_hash, format, progress, ended, taken)
    WHERE run_head.id = new.id AND run_head.epoch = new.epoch AND run_head.last_seq = new.was
      AND run_head.status = 'running'
    RETURNING run_head.id
  ), event AS (
    INSERT INTO run_event (run_id, seq, epoch, at, type, payload, hash)
    SELECT head.id, new.seq, new.epoch, new.at, new.type, new.payload, new.hash
    FROM head JOIN unnest(${unpacked("$10")}, $11::int[], $12::int[], $13::bigint[], ${unpacked("$14")}, ${unpacked("$15")},
        ${unpacked("$16")})
      AS new (run_id, seq, epoch, at, type, payload, hash) ON new.run_id = head.id
  ), blob AS (
    INSERT INTO run_value (scope, hash, content)
    SELECT head.id, value.hash, value.content
    FROM head JOIN unnest($17::text[], $18::text[], $19::text[]) AS value (run_id, hash, content)
      ON value.run_id = head.id
    ON CONFLICT DO NOTHING
  ), message AS (
    UPDATE run_message SET consumed = true
    FROM head JOIN unnest($20::text[], $21::text[]) AS taken (run_id, id) ON taken.run_id = head.id
    WHERE run_message.run_id = head.id AND run_message.id = taken.id
  ), told AS (
    SELECT pg_notify('tutti_events', string_agg(id, ',')) FROM head
    WHERE id = ANY ($22::text[]) HAVING count(*) > 0
  )
  SELECT id FROM head LEFT JOIN told ON true`;

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
  const [only, ...others] = appends;
  const usual =
    only && others.length + only.blobs.length + only.consumed.length + told.length === 0
      ? ONE[only.events.length]
      : undefined;
  if (only && usual)
    return {
      ...usual,
      values: valuesOfOne(only, format),
      written: ({ rowCount }) => new Set(rowCount ? [only.lease.runId] : []),
    };
  return {
    name: "log-append-many",
    text: MANY,
    values: valuesOfMany(appends, format, told),
    written: ({ rows }) => new Set(rows.map(({ id }) => id)),
  };
}

const lastSeq = ({ lease, events }: RunAppend) => lease.lastSeq + events.length;
const ends = ({ events }: RunAppend) => events.at(-1)?.type === "run-end";
const progresses = ({ events }: RunAppend) => events.some(isProgress);

function valuesOfOne(append: RunAppend, format: number): unknown[] {
  const { lease, events, links } = append;
  return [
    lease.runId,
    lease.epoch,
    lease.lastSeq,
    lastSeq(append),
    links.at(-1),
    format,
    progresses(append),
    ends(append),
    ...events.flatMap((event, index) => [Math.round(event.at), event.type, payloadOf(event), links[index]]),
  ];
}

function valuesOfMany(appends: RunAppend[], format: number, told: string[]): unknown[] {
  const events = appends.flatMap(({ lease, events, links }) =>
    events.map((event, index) => ({ event, epoch: lease.epoch, link: links[index] })),
  );
  const blobs = appends.flatMap(({ lease, blobs }) => blobs.map((blob) => ({ runId: lease.runId, ...blob })));
  const consumed = appends.flatMap(({ lease, consumed }) =>
    consumed.map((id) => ({ runId: lease.runId, id })),
  );
  return [
    packed(appends.map(({ lease }) => lease.runId)),
    appends.map(({ lease }) => lease.epoch),
    appends.map(({ lease }) => lease.lastSeq),
    appends.map(lastSeq),
    packed(appends.map(({ links }) => links.at(-1))),
    appends.map(() => format),
    appends.map(progresses),
    appends.map(ends),
    appends.map(({ consumed }) => consumed.length),
    packed(events.map(({ event }) => event.runId)),
    events.map(({ event }) => event.seq),
    events.map(({ epoch }) => epoch),
    events.map(({ event }) => Math.round(event.at)),
    packed(events.map(({ event }) => event.type)),
    packed(events.map(({ event }) => payloadOf(event))),
    packed(events.map(({ link }) => link)),
    blobs.map(({ runId }) => runId),
    blobs.map(({ hash }) => hash),
    blobs.map(({ content }) => content),
    consumed.map(({ runId }) => runId),
    consumed.map(({ id }) => id),
    told,
  ];
}
