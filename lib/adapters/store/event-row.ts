import type { ChainLink } from "../../run/chain.ts";
import type { RunEvent } from "../../run/event.ts";
import { type StoredEvent, upcastEvent } from "../../run/upcast.ts";

/**
 * A row of the log: the events of one append. `seq` is the last one's, so the rows of `seq > n` have every event after n,
 * and the first of them may have earlier ones, too. `payload` is a JSON array of the events. Earlier versions stored each
 * event as a row, with its time and type in columns and the rest as a JSON object.
 */
export type EventRow = {
  run_id: string;
  seq: number;
  at: number | bigint | string | null;
  type: string | null;
  payload: string;
};

/**
 * The payload of a row: what is left out of an event follows from the row (run and seq) or is what it was in the event
 * before (time, schema and cause).
 */
export function payloadOf(events: readonly RunEvent[]): string {
  return JSON.stringify(
    events.map(({ runId: _runId, seq: _seq, at, schema, cause, ...body }, index) => {
      const before = events[index - 1];
      return {
        at: at === before?.at ? undefined : at,
        schema: schema === before?.schema ? undefined : schema,
        cause: cause === before?.cause ? undefined : cause,
        ...body,
      };
    }),
  );
}

/** The events of a row, in order. */
export function eventsOf(row: EventRow): RunEvent[] {
  return storedEvents(row).map(upcastEvent);
}

/** The row as a link of its run's chain, which covers events as they are stored. */
export function linkOf(row: EventRow & { hash: string }): ChainLink {
  return { seq: row.seq, events: storedEvents(row), hash: row.hash };
}

/** The events of a row as they were written, which is what the chain is verified over. */
function storedEvents({ run_id, seq, at, type, payload }: EventRow): StoredEvent[] {
  // The log wrote it; of an event in a row of its own, the oldest have the header in the payload, too.
  const stored = JSON.parse(payload) as object | StoredEvent[];
  if (!Array.isArray(stored))
    return [{ runId: run_id, seq, at: Number(at), type, ...stored } as unknown as StoredEvent];
  const first = seq - stored.length + 1;
  let header: Record<string, unknown> = {};
  return stored.map((own, index) => {
    const event = { ...header, runId: run_id, seq: first + index, ...own };
    header = { at: event.at, schema: event.schema, cause: event.cause };
    return event;
  });
}
