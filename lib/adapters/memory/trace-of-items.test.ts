import { expect, test } from "vitest";
import { failuresIn } from "../../trace/failures.ts";
import { emptyTrace, fold, foldAll } from "../../trace/fold.ts";
import { framesTo, spanIn, visitsTo } from "../../trace/frames.ts";
import { handedFrom, handedTo } from "../../trace/handed-over.ts";
import { itemValue } from "../../trace/item-words.ts";
import { rowOf, traceRows } from "../../trace/rows.ts";
import { scoreOf } from "../../trace/score.ts";
import { spanTitle, spanWords } from "../../trace/sentences.ts";
import { createTimeline } from "../../trace/timeline.ts";
import type { Trace } from "../../trace/trace.ts";
import { benchOf, type Says, worker } from "./crashed-run.ts";
import { field, flow, flowPlan, handoff, map, planOf, topic, withWorkflows, workflow } from "./small-plan.ts";

async function eventsOf(
  plan: Parameters<ReturnType<typeof benchOf>["start"]>[0],
  says: Says = {},
  of = "tea",
) {
  const bench = benchOf(says);
  await bench.start(plan, topic(of));
  await bench.drive();
  return bench.events();
}

const stepsIn = (trace: Trace, frame: number | null) =>
  [...trace.spans.values()].filter((span) => span.kind === "step" && span.frame === frame);

const odd = {
  say: (text: string) => {
    const { item } = JSON.parse(text);
    return Number(item) % 3 === 0
      ? { failure: { code: "bad-item", message: `No ${item}.`, retryable: false } }
      : { text: item };
  },
};
const numbers = (many: number) => Array.from({ length: many }, (_, at) => String(at + 1)).join(" ");
const skipping = planOf(map("each", "say", { failedItems: "skip" }), [worker("say")], "{{ results.each }}");

test("messages pass from a map to its worker and back, and the map knows how far its items are", async () => {
  const events = await eventsOf(skipping, odd, numbers(4));
  const trace = foldAll("run-1", events);
  const [each] = visitsTo(trace, { step: "each", frame: null });
  expect(each?.items).toMatchObject({ count: 4, ended: 4 });
  expect(each?.items?.failed.map((id) => spanWords(trace, trace.spans.get(id) ?? each))).toEqual([
    "say, item 3 failed",
  ]);
  const between = trace.passages.flatMap((one) => ("from" in one ? `${one.from}→${one.to}` : []));
  expect(between.toSorted()).toEqual([...Array(4).fill("each→say"), ...Array(4).fill("say→each")]);
  // At each moment, what has begun is what has ended and what is open.
  const early = emptyTrace("run-1");
  for (const event of events) {
    fold(early, event);
    const now = [...early.spans.values()].find(({ items }) => items !== null);
    const open = now?.children.filter((id) => early.spans.get(id)?.endedAt === null).length ?? 0;
    expect((now?.items?.ended ?? 0) + open).toBe(now?.children.length ?? 0);
  }
});

test("each item has its number and, where it is short, its value", async () => {
  const long = "x".repeat(200);
  const trace = foldAll("run-1", await eventsOf(skipping, odd, `1 ${long}`));
  const items = visitsTo(trace, { step: "say", frame: null });
  expect(items.map((item) => [spanTitle(trace, item), itemValue(item)])).toEqual([
    ["say, item 1", "1"],
    ["say, item 2", null],
  ]);
});

test("a failed item of a map that goes on is taken care of, whatever the others came to", async () => {
  const trace = foldAll("run-1", await eventsOf(skipping, odd, numbers(7)));
  expect(trace.state).toBe("ok");
  const { failed, handled } = failuresIn(trace);
  expect(failed).toEqual([]);
  expect(handled.map(({ span, care }) => [spanTitle(trace, span), care.by])).toEqual([
    ["say, item 3", "item"],
    ["say, item 6", "item"],
  ]);
});

test("many items stand in groups; the one that is looked for, and the failed ones, are there at once", async () => {
  const trace = foldAll("run-1", await eventsOf(skipping, odd, numbers(250)));
  const none = { closed: new Set<number>(), query: "" };
  const rows = traceRows(trace, none);
  expect(rows.flatMap(({ items }) => items ?? [])).toMatchObject([
    { from: 1, to: 100, failed: 33 },
    { from: 101, to: 200, failed: 33 },
    { from: 201, to: 250, failed: 17 },
  ]);
  expect(rows.length).toBeLessThan(12);
  const item = visitsTo(trace, { step: "say", frame: null })[142];
  const shown = traceRows(trace, { ...none, shown: item?.children[0] ?? null });
  expect(shown[rowOf(shown, item?.id ?? 0)]?.depth).toBe(3 - 1);
  expect(
    shown.filter(({ items }) => items?.from !== undefined && items.from !== 101).map(({ open }) => open),
  ).toEqual([false, false]);
  const failed = traceRows(trace, { ...none, onlyFailed: true });
  const visits = failed.flatMap(({ span, items }) => {
    const found = trace.spans.get(span);
    return !items && found?.origin?.by === "item" ? [found.state] : [];
  });
  expect(visits).toEqual(Array(83).fill("failed"));
  // Under a filter, a group is still the same group.
  expect(failed.filter(({ items }) => items).map(({ span }) => span)).toEqual(
    rows.filter(({ items }) => items).map(({ span }) => span),
  );
});

/** Outside and inside have the same ids of steps and flows; the workflow is visited for each of two items. */
const twins = () => {
  const inner = flowPlan(
    [worker("draft"), worker("check")],
    [flow("in", "draft", { handsOn: true }), flow("draft", "check", { handsOn: true }), flow("check", "out")],
    "{{ results.check }}",
  );
  const main = flowPlan(
    [
      worker("draft"),
      map("each", "sub", { items: "['a', 'b']" }),
      workflow("sub", "inner@1"),
      worker("check"),
    ],
    [
      flow("in", "draft", { handsOn: true }),
      flow("draft", "each"),
      flow("each", "check", { handsOn: true }),
      flow("check", "out"),
    ],
  );
  return withWorkflows(main, { "inner@1": inner });
};

test("steps inside a workflow are told from those outside, whatever their ids", async () => {
  const trace = foldAll("run-1", await eventsOf(twins()));
  expect(trace.state).toBe("ok");
  expect(stepsIn(trace, null).map(({ step }) => step)).toEqual([
    "in",
    "draft",
    "each",
    "sub",
    "sub",
    "check",
    "out",
  ]);
  const subs = visitsTo(trace, { step: "sub", frame: null });
  for (const sub of subs) {
    expect(stepsIn(trace, sub.id).map(({ step }) => step)).toEqual(["in", "draft", "check", "out"]);
    expect(framesTo(trace, sub.id)).toEqual([sub]);
    for (const inside of stepsIn(trace, sub.id)) expect(spanIn(trace, inside, null)).toBe(sub);
    const flows = trace.passages.flatMap((one) => ("flow" in one && one.frame === sub.id ? one.flow : []));
    expect(flows).toEqual(["in-draft", "draft-check", "check-out"]);
  }
  const outer = trace.passages.flatMap((one) => ("flow" in one && one.frame === null ? one.flow : []));
  expect(outer).toEqual(["in-draft", "draft-each", "each-check", "check-out"]);
});

test("what is called inside a workflow is on the workflow's stave, and each worker of items has one", async () => {
  const trace = foldAll("run-1", await eventsOf(twins()));
  const steps = [
    { id: "draft", name: "draft", kind: "agent" },
    { id: "each", name: "each", kind: "map" },
    { id: "sub", name: "sub", kind: "workflow" },
    { id: "check", name: "check", kind: "agent" },
  ];
  const { staves } = scoreOf(trace, steps);
  expect(staves.map(({ step, bars, phrases }) => [step, bars.length, phrases.length])).toEqual([
    ["draft", 1, 1],
    ["sub", 4, 2],
    ["check", 1, 1],
  ]);
});

test("after a handoff, each side knows the other; what did not come to pass is not told", async () => {
  const there = handoff("a", "b", { fields: [field("why")] });
  const back = handoff("b", "a", { back: { most: 1, usedUp: "go-on", loop: ["a", "b"] } });
  const plan = flowPlan(
    [worker("a", { calls: [there.call] }), worker("b", { calls: [back.call] })],
    [flow("in", "a"), there.flow, back.flow, flow("b", "out")],
    "done",
  );
  const trace = foldAll(
    "run-1",
    await eventsOf(plan, {
      a: () => ({ calls: [{ name: "b", arguments: { why: "x" } }] }),
      b: () => ({ calls: [{ name: "a", arguments: {} }] }),
    }),
  );
  const [a1, a2] = visitsTo(trace, { step: "a", frame: null });
  const [b1, b2] = visitsTo(trace, { step: "b", frame: null });
  if (!a1 || !a2 || !b1 || !b2) throw new Error("both were visited twice");
  expect([a1, b1, a2, b2].map((span) => handedTo(trace, span)?.to.id)).toEqual([
    b1.id,
    a2.id,
    b2.id,
    undefined,
  ]);
  expect([a1, b1, a2, b2].map((span) => handedFrom(trace, span)?.id)).toEqual([
    undefined,
    a1.id,
    b1.id,
    a2.id,
  ]);
  const said = trace.spans.get(a1.children[0] ?? 0);
  expect(said && spanTitle(trace, said)).toBe("Hands over to b");
});

test("folding a map of many items does as much for each event, however many there are", async () => {
  /** How often a span of the trace is looked up while the log is folded, and while it is scrubbed once. */
  async function lookUps(many: number) {
    const events = await eventsOf(skipping, odd, numbers(many));
    const trace = emptyTrace("run-1");
    let count = 0;
    const { get } = trace.spans;
    trace.spans.get = (id) => {
      count += 1;
      return get.call(trace.spans, id);
    };
    for (const event of events) fold(trace, event);
    failuresIn(trace);
    traceRows(trace, { closed: new Set(), query: "" });
    return { perEvent: count / events.length, events };
  }
  const few = await lookUps(60);
  const more = await lookUps(600);
  expect(more.perEvent).toBeLessThan(few.perEvent * 1.1);
  // Going back and forth holds each span little more than once.
  const timeline = createTimeline("run-1");
  for (const event of more.events) timeline.add(event);
  timeline.at(more.events.length);
  const middle = Math.floor(more.events.length / 2);
  const early = structuredClone(foldAll("run-1", more.events.slice(0, middle)));
  expect(timeline.at(middle)).toEqual(early);
  expect(timeline.kept().spanCopies).toBeLessThan(1.5 * (timeline.at(more.events.length).spans.size + 1));
});
