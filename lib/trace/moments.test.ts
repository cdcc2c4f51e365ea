import { expect, test } from "vitest";
import { orderRun } from "./fixtures/order-run.ts";
import { neighbourMoment } from "./moments.ts";

test("stepping goes through every moment at which something happened, once each, and back the same way", () => {
  const { events } = orderRun();
  const moments = [...new Set(events.map((event) => event.at))];
  const forwards: number[] = [];
  for (let at = neighbourMoment(events, 0, "after"); at !== null; at = neighbourMoment(events, at, "after"))
    forwards.push(at);
  expect(forwards).toEqual(moments);
  const end = Number.POSITIVE_INFINITY;
  const backwards: number[] = [];
  for (
    let at = neighbourMoment(events, end, "before");
    at !== null;
    at = neighbourMoment(events, at, "before")
  )
    backwards.push(at);
  expect(backwards).toEqual(moments.toReversed());
});

test("there is nothing before the first event, after the last, or in an empty run", () => {
  const { events } = orderRun();
  expect(neighbourMoment(events, events[0]?.at ?? 0, "before")).toBeNull();
  expect(neighbourMoment(events, events.at(-1)?.at ?? 0, "after")).toBeNull();
  expect(neighbourMoment([], 5, "after")).toBeNull();
});
