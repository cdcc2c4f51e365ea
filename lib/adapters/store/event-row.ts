import type { RunEvent } from "../../run/event.ts";
import { type StoredEvent, upcastEvent } from "../../run/upcast.ts";

/** A stored event: its header has columns of its own, and `payload` is the JSON of the rest. */
export type EventRow = {
  run_id: string;
  seq: number;
  at: number | bigint | string;
  type: string;
  payload: string;
};

/** The JSON of everything in an event that has no column of its own. */
export function payloadOf({ runId: _runId, seq: _seq, at: _at, type: _type, ...rest }: RunEvent): string {
  return JSON.stringify(rest);
}

/** The event of a row. Rows written by an earlier version have the header in their payload, too. */
export function eventOf({ run_id, seq, at, type, payload }: EventRow): RunEvent {
  return upcastEvent(storedEvent({ run_id, seq, at, type, payload }));
}

/** The event of a row as it was written, which is what the chain is verified over. */
export function storedEvent({ run_id, seq, at, type, payload }: EventRow): StoredEvent {
  // The log wrote the row from an event.
  return { runId: run_id, seq, at: Number(at), type, ...JSON.parse(payload) } as StoredEvent;
}
