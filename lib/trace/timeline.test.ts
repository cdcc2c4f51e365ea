import { expect, test } from "vitest";
import { longRun, orderRun } from "./fixtures/order-run.ts";
import { foldAll } from "./fold.ts";
import { createTimeline } from "./timeline.ts";

function timelineOf(run: { runId: string; events: Parameters<typeof foldAll>[1] }) {
  const timeline = createTimeline(run.runId);
  for (const event of run.events) timeline.add(event);
  return timeline;
}

test("going to any event, forwards or backwards, gives the fold of the events up to it", () => {
  const run = orderRun();
  const timeline = timelineOf(run);
  const stops = [run.events.length, 1, 30, 31, 12, 0, run.events.length - 1];
  for (const seq of stops) {
    expect(timeline.at(seq)).toEqual(foldAll(run.runId, run.events.slice(0, seq)));
  }
});

test("a long run is right on both sides of a checkpoint, whichever way it is reached", () => {
  const run = longRun(3_500);
  const timeline = timelineOf(run);
  for (const seq of [3_500, 999, 1_000, 1_001, 2_999, 2_000, 400, 3_100]) {
    const shown = timeline.at(seq);
    expect(shown.lastSeq).toBe(Math.min(seq, run.events.length));
    expect(shown).toEqual(foldAll(run.runId, run.events.slice(0, seq)));
  }
});

test("what is decided about a step after its end is not known before, though checkpoints share the step", () => {
  const run = longRun(1_200);
  const early = run.events.splice(998);
  expect(early.length).toBeGreaterThan(0);
  const ended = run.step("check", "Check", { flow: "e" }, {});
  run.end(ended, "bad");
  while (run.events.length < 1_010) run.step("data", "Data", { flow: "e" }, {});
  const failure = { code: "rework-limit", message: "Too often.", retryable: false };
  const outcome = { status: "failed", failure } as const;
  run.add({ type: "evaluation", span: ended, values: [{ of: "e", holds: true, problem: null }], reads: [] });
  run.decide({ what: "stop", code: "rework-limit", outcome, failedSpan: ended });
  const timeline = timelineOf(run);
  for (const seq of [run.events.length, 1_005, run.events.length, 1_002])
    expect(timeline.at(seq)).toEqual(foldAll(run.runId, run.events.slice(0, seq)));
  expect(timeline.at(1_005).spans.get(ended)).toMatchObject({
    endedRun: null,
    conditions: null,
    decisions: [],
  });
});

test("going through a run of 50,000 events holds few checkpoints, and each span little more than once", () => {
  const run = longRun(50_000);
  const timeline = timelineOf(run);
  const { length } = run.events;
  const spans = timeline.at(length).spans.size;
  for (let seq = 50_000; seq >= 0; seq -= 5_000) expect(timeline.at(seq).lastSeq).toBe(Math.min(seq, length));
  const { checkpoints, spanCopies } = timeline.kept();
  expect(checkpoints).toBeGreaterThan(5);
  expect(checkpoints).toBeLessThanOrEqual(16);
  // A copy each would be as many as there are checkpoints: 277 MB, once.
  expect(spanCopies).toBeLessThan(spans * 1.2);
});

test("a time leads to the last event that had happened by then", () => {
  const run = orderRun();
  const timeline = timelineOf(run);
  const first = run.events[0];
  const last = run.events.at(-1);
  if (!first || !last) throw new Error("the run has events");
  expect(timeline.seqAt(first.at - 1)).toBe(0);
  expect(timeline.seqAt(last.at)).toBe(last.seq);
  const middle = run.events.find((event) => event.at > first.at + 5_000);
  expect(timeline.seqAt(first.at + 5_000)).toBe((middle?.seq ?? 0) - 1);
});

test("an event seen already is ignored, a gap is refused", () => {
  const { events, runId } = orderRun();
  const timeline = createTimeline(runId);
  const [first, second, third] = events;
  if (!first || !second || !third) throw new Error("the run has events");
  timeline.add(first);
  timeline.add(first);
  expect(timeline.events).toHaveLength(1);
  expect(() => timeline.add(third)).toThrow("run run-1: expected event 2, got 3");
  timeline.add(second);
  expect(timeline.at(2).lastSeq).toBe(2);
});
