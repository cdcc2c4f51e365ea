import { expect, test } from "vitest";
import { CallLanes } from "./call-lanes.ts";

const unstopped = new AbortController().signal;

/** Takes a place, and tells in `begun` when it has one. */
function taker(lanes: CallLanes, begun: string[]) {
  return (call: string, signal = unstopped) =>
    lanes.take(call.slice(0, 1), signal).then((leave) => {
      begun.push(call);
      return leave;
    });
}

test("the runs take turns, so one with many calls does not keep another's from beginning", async () => {
  const begun: string[] = [];
  const lanes = new CallLanes(1);
  const take = taker(lanes, begun);
  const calls = ["a1", "a2", "a3", "a4", "b1", "b2"].map((call) => take(call));
  for (const call of ["a1", "a2", "b1", "a3", "b2", "a4"]) {
    const leave = await calls[["a1", "a2", "a3", "a4", "b1", "b2"].indexOf(call)];
    expect(begun.at(-1)).toBe(call);
    leave?.();
  }
  expect(begun).toEqual(["a1", "a2", "b1", "a3", "b2", "a4"]);
});

test("a place that is given back twice is one place", async () => {
  const begun: string[] = [];
  const take = taker(new CallLanes(1), begun);
  const leave = await take("a1");
  leave();
  leave();
  await take("a2");
  void take("a3");
  await Promise.resolve();
  expect(begun).toEqual(["a1", "a2"]);
});

test("a call that is stopped while it waits takes no place from the next", async () => {
  const begun: string[] = [];
  const take = taker(new CallLanes(1), begun);
  const leave = await take("a1");
  const stop = new AbortController();
  const stopped = take("a2", stop.signal);
  const next = take("b1");
  stop.abort();
  (await stopped)();
  expect(begun).toEqual(["a1", "a2"]);
  leave();
  await next;
  expect(begun).toEqual(["a1", "a2", "b1"]);
});
