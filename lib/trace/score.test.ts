import { expect, test } from "vitest";
import { orderRun, orderSteps } from "./fixtures/order-run.ts";
import { runBuilder } from "./fixtures/run-builder.ts";
import { foldAll } from "./fold.ts";
import { scoreOf } from "./score.ts";

const scoreAfter = (run: ReturnType<typeof orderRun>, count = run.events.length) =>
  scoreOf(foldAll(run.runId, run.events.slice(0, count)), orderSteps);

test("every agent of the plan has a stave before it has played, in drawing order, and other steps have none", () => {
  const score = scoreAfter(orderRun(), 2);
  expect(score.staves.map((stave) => [stave.name, stave.bars.length])).toEqual([
    ["Order desk", 0],
    ["Data retrieval", 0],
    ["Decision", 0],
    ["Action", 0],
    ["Notification", 0],
  ]);
});

test("tools called at once are bars in different rows of their caller's stave; one after another they share a row", () => {
  const run = orderRun();
  const data = scoreAfter(run).staves[1];
  const tools = data?.bars.filter((bar) => bar.kind === "tool");
  expect(tools?.map((bar) => [bar.name, bar.row])).toEqual([
    ["Read order", 0],
    ["Read stock", 1],
    ["Read shipment", 2],
  ]);
  expect(data?.rows).toBe(3);
  expect(data?.bars.filter((bar) => bar.kind === "model").map((bar) => bar.row)).toEqual([0, 0]);
});

test("workers asked at once overlap in time on their own staves", () => {
  const { staves } = scoreAfter(orderRun());
  const [action, notification] = [staves[3]?.phrases[0], staves[4]?.phrases[0]];
  if (!action || !notification) throw new Error("both workers were asked");
  expect(action.from).toBe(notification.from);
  expect(notification.to).toBeGreaterThan(action.to ?? 0);
});

test("a bar that goes on has no end, and clicking a tool's bar selects the visit with its arguments", () => {
  const run = orderRun();
  const toolStart = run.events.find((event) => event.type === "span-start" && event.work.kind === "tool");
  const bar = scoreAfter(run, toolStart?.seq).staves[1]?.bars.at(-1);
  expect(bar).toMatchObject({ kind: "tool", to: null, state: "running", name: "Read order" });
  expect(bar?.span).toBe(toolStart?.type === "span-start" ? toolStart.parent : 0);
});

test("asking and answering are ties between the staves", () => {
  const { ties } = scoreAfter(orderRun());
  expect(ties.filter((tie) => tie.kind === "asks").map((tie) => [tie.from, tie.to])).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
  ]);
  expect(ties.filter((tie) => tie.kind === "answers").map((tie) => [tie.from, tie.to])).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
  ]);
});

test("the wait before another attempt is a rest", () => {
  const rests = scoreAfter(orderRun("retry")).staves[1]?.rests;
  expect(rests).toHaveLength(1);
  expect((rests?.[0]?.to ?? 0) - (rests?.[0]?.from ?? 0)).toBe(2_000);
});

test("a tool that is a step of its own has a stave of its own", () => {
  const run = runBuilder();
  run.start({});
  const visit = run.step("order", "Read order", { flow: "e1" }, {});
  run.tool(visit, "order", "Read order");
  const { staves } = scoreAfter(run);
  expect(staves.at(-1)).toMatchObject({ step: "order", kind: "tool", rows: 1 });
  expect(staves.at(-1)?.bars).toHaveLength(1);
});

test("where a runner was lost the score has a break, and the call it was in ends there", () => {
  const { breaks, staves } = scoreAfter(orderRun("lost"));
  expect(scoreAfter(orderRun()).breaks).toEqual([]);
  const [cut] = staves[1]?.bars ?? [];
  expect(cut?.state).toBe("lost");
  expect(breaks).toEqual([cut?.to]);
});

test("what played stands on top in the order in which it first did, the others below in the order of the drawing", () => {
  const run = runBuilder();
  run.start({});
  const late = run.step("c", "C", { flow: "e1" }, {});
  run.reply(run.model(late, "c"), { text: "c" });
  run.end(late, "c");
  run.wait(10);
  const next = run.step("a", "A", { flow: "e2" }, {});
  run.reply(run.model(next, "a"), { text: "a" });
  run.end(next, "a");
  const steps = ["a", "b", "c", "d"].map((id) => ({ id, name: id, kind: "agent" }));
  expect(scoreOf(foldAll(run.runId, run.events), steps).staves.map(({ step }) => step)).toEqual([
    "c",
    "a",
    "b",
    "d",
  ]);
});
