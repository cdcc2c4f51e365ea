import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMAT } from "../../plan/format.ts";
import type { EventBody, RunEvent } from "../../run/event.ts";
import { eventsOf, linkOf, payloadOf } from "./event-row.ts";

const value = { hash: "h", bytes: 2, inline: '{"at":1,"cause":2}' };
const body = fc.constantFrom<EventBody>(
  { type: "timer-fire" },
  { type: "context-fill", span: 1, value, reads: [], problem: null },
  { type: "request-size", span: 1, bytes: 9 },
);
const header = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  cause: fc.option(fc.integer({ min: 1, max: 3 })),
});
const append = fc
  .tuple(fc.nat(100), fc.array(fc.tuple(header, body), { minLength: 1, maxLength: 6 }))
  .map(([before, entries]): RunEvent[] =>
    entries.map(([{ at, cause }, own], index) => ({
      runId: "run-1",
      seq: before + index + 1,
      at,
      schema: FORMAT,
      cause,
      ...own,
    })),
  );

const rowOf = (events: RunEvent[]) => ({
  run_id: "run-1",
  seq: events.at(-1)?.seq ?? 0,
  at: null,
  type: null,
  payload: payloadOf(events),
});

test("the events of an append come back from their row as they were", () => {
  fc.assert(
    fc.property(append, (events) => {
      const row = rowOf(events);
      expect(eventsOf(row)).toEqual(events);
      expect(linkOf({ ...row, hash: "x" })).toEqual({ seq: row.seq, events, hash: "x" });
    }),
  );
});

test("what follows from the row or the event before is not stored again", () => {
  const event: RunEvent = {
    runId: "run-1",
    seq: 1,
    at: 5,
    schema: FORMAT,
    cause: 1,
    type: "timer-fire",
  };
  expect(payloadOf([event, { ...event, seq: 2 }, { ...event, seq: 3, cause: null }])).toBe(
    `[{"at":5,"schema":${FORMAT},"cause":1,"type":"timer-fire"},{"type":"timer-fire"},{"cause":null,"type":"timer-fire"}]`,
  );
});

test("rows of earlier versions hold one event, with its header in columns or in the payload", () => {
  fc.assert(
    fc.property(append, ([event]) => {
      if (event === undefined) return;
      const { runId, seq, at, type, ...rest } = event;
      for (const payload of [rest, event]) {
        const row = { run_id: runId, seq, at: String(at), type, payload: JSON.stringify(payload) };
        expect(eventsOf(row)).toEqual([event]);
        expect(linkOf({ ...row, hash: "x" })).toEqual({ seq, events: [event], hash: "x" });
      }
    }),
  );
});

test("an event of an earlier format is read as one of today's, and its link covers it as it was stored", () => {
  const work = { kind: "step", call: null, flow: null };
  const start = { parent: null, step: "a", name: "A", path: [{ step: "a", visit: 0 }], attempt: 0, work };
  const stored = { runId: "run-1", seq: 2, at: 1, schema: 1, cause: null, type: "span-start", ...start };
  const { runId, seq, at, type, ...rest } = stored;
  const row = { run_id: runId, seq, at, type, payload: JSON.stringify(rest) };
  expect(eventsOf(row)).toMatchObject([{ schema: FORMAT, work: { kind: "step", origin: { by: "entry" } } }]);
  expect(linkOf({ ...row, hash: "x" }).events).toEqual([stored]);
});
