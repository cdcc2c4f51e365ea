import { expect, test } from "vitest";
import type { ToolResult } from "../../engine/ports.ts";
import type { PlanField } from "../../plan/plan.ts";
import { benchOf, ok, runCrashed, worker } from "./crashed-run.ts";
import {
  agent,
  branch,
  calls,
  field,
  flow,
  flowPlan,
  map,
  model,
  planOf,
  texts,
  tool,
  topic,
  withWorkflows,
  workflow,
} from "./small-plan.ts";

const words = (text: string) => `'${text}'.split(' ')`;

test("a map asks its worker for each item, so many at a time, and its result is in their order", async () => {
  const each = map("each", "say", { items: words("a bb ccc dddd") });
  const plan = planOf(each, [worker("say")], "{{ results.each[2] }} of {{ size(results.each) }}");
  // The later an item, the sooner it is done.
  const says = { say: (text: string) => ({ text: `said ${JSON.parse(text).item}`, ms: 60 - text.length }) };
  const { answer, visits, events, received, starts } = await runCrashed(plan, says);
  expect(answer).toBe("said ccc of 4");
  expect(visits).toEqual(["in ok", "each ok", "out ok"]);
  expect(received("say")).toEqual(["a", "bb", "ccc", "dddd"].map((item) => ({ item })));
  const items = new Set(
    starts.flatMap(({ seq, work }) => (work.kind === "step" && work.origin.by === "item" ? [seq] : [])),
  );
  let open = 0;
  let most = 0;
  for (const event of events) {
    if (event.type === "span-start" && items.has(event.seq)) most = Math.max(most, ++open);
    if (event.type === "span-end" && items.has(event.span)) open -= 1;
  }
  expect(most).toBe(2);
  expect(starts.filter(({ seq }) => items.has(seq)).map(({ path }) => path.at(-1)?.item)).toEqual([
    0, 1, 2, 3,
  ]);
});

const odd = { say: (text: string) => reply(JSON.parse(text).item) };
const reply = (item: string) =>
  item.length % 2 ? { text: item } : { failure: { code: "bad-item", message: "No.", retryable: false } };

test("a failed item fails the map, is left out, or stands as an error, as the step says", async () => {
  const of = (failedItems: "fail" | "skip" | "keep") =>
    planOf(
      map("each", "say", { items: words("a bb ccc"), failedItems }),
      [worker("say")],
      "{{ results.each }}",
    );
  const failed = await runCrashed(of("fail"), odd);
  expect(failed.failure).toMatchObject({
    code: "item-failed",
    message: expect.stringContaining("Item 2"),
  });
  expect(failed.visits).toEqual(["in ok", "each failed"]);
  const skipped = await runCrashed(of("skip"), odd);
  expect(skipped.answer).toBe(JSON.stringify(["a", "ccc"], null, 2));
  const kept = await runCrashed(of("keep"), odd);
  expect(kept.answer).toBe(
    JSON.stringify(["a", { error: { code: "bad-item", message: "No." } }, "ccc"], null, 2),
  );
  const each = kept.starts.find(({ step }) => step === "each")?.seq ?? 0;
  expect(kept.ends.get(each)?.notes).toEqual(["1 of 3 items failed, and stand as errors in the list."]);
});

test("a map over no list, or over nothing, says so; over an empty list it has an empty result", async () => {
  const of = (items: string) => planOf(map("each", "say", { items }), [worker("say")], "{{ results.each }}");
  expect((await runCrashed(of("input.topic"))).failure).toMatchObject({ code: "not-a-list" });
  expect((await runCrashed(of("input.other"))).failure).toMatchObject({ code: "context-missing" });
  expect((await runCrashed(of("[]"))).answer).toBe("[]");
});

test("a map of more items than a run has room for fails before it asks for the first", async () => {
  const bench = benchOf({});
  const many = `[${"0,".repeat(10_001)}]`;
  await bench.start(
    planOf(map("each", "say", { items: "input.topic.split('')" }), [worker("say")]),
    topic(many),
  );
  await bench.drive();
  expect(bench.models.calls).toEqual([]);
  expect((await bench.events()).at(-1)).toMatchObject({ outcome: { failure: { code: "too-many-items" } } });
});

test("fields for an item see it, its place, and the results before; a tool gets them as its parameters", async () => {
  const fields: PlanField[] = [field("text", "item + ' ' + string(index) + ' ' + input.topic")];
  const put = tool("put", "keyed-write", texts("text"));
  const plan = planOf(map("each", "put", { items: words("a b"), fields }), [put], "{{ results.each }}");
  const keys: string[] = [];
  const { received, events } = await runCrashed(plan, {}, () => ok("put"));
  for (const event of events)
    if (event.type === "span-start" && event.work.kind === "tool") keys.push(event.work.effectKey);
  expect(received("put")).toEqual([{ text: "a 0 tea" }, { text: "b 1 tea" }]);
  expect(new Set(keys).size).toBe(2);
  const bare = planOf(map("each", "put", { items: words("a b") }), [put], "{{ results.each }}");
  expect((await runCrashed(bare, {}, () => ok("put"))).received("put")).toEqual([
    { text: "a" },
    { text: "b" },
  ]);
});

test("a workflow is a step with a frame of its own: it receives its parameters, and its output is its result", async () => {
  const inner = flowPlan(
    [worker("draft"), worker("check")],
    [flow("in", "draft", { handsOn: true }), flow("draft", "check", { handsOn: true }), flow("check", "out")],
    "inner {{ input.topic }}: {{ results.draft }}, {{ results.check }}",
  );
  const main = flowPlan(
    [worker("draft"), workflow("sub", "inner@1"), worker("end")],
    [
      flow("in", "draft", { handsOn: true }),
      flow("draft", "sub", { fields: [field("topic", "results.draft")] }),
      flow("sub", "end", { handsOn: true }),
      flow("end", "out"),
    ],
    "{{ results.sub }} / {{ results.draft }}",
  );
  const { answer, starts, visits, received } = await runCrashed(withWorkflows(main, { "inner@1": inner }), {
    draft: (text) => ({ text: `draft of ${JSON.parse(text).topic}`, ms: 5 }),
  });
  expect(answer).toBe("inner draft of tea: draft of draft of tea, check is done / draft of tea");
  expect(visits).toEqual(["in ok", "draft ok", "sub ok", "end ok", "out ok"]);
  expect(received("check")).toEqual([{ input: { topic: "draft of tea" }, draft: "draft of draft of tea" }]);
  expect(received("end")).toEqual([
    { input: { topic: "tea" }, sub: "inner draft of tea: draft of draft of tea, check is done" },
  ]);
  const inside = starts.filter(({ path, work }) => work.kind === "step" && path.length === 2);
  expect(inside.map(({ step }) => step)).toEqual(["in", "draft", "check", "out"]);
});

test("what stops a frame ends the workflow's visit, and goes the way its failure goes", async () => {
  const inner = planOf(worker("work"), [worker("aside")]);
  const main = flowPlan(
    [workflow("sub", "inner@1"), worker("rescue")],
    [
      flow("in", "sub", { fields: [field("topic", "input.topic")] }),
      flow("sub", "out"),
      flow("sub", "rescue", { on: "failed", handsOn: true }),
      flow("rescue", "out"),
    ],
  );
  const says = { work: () => ({ failure: { code: "no-luck", message: "No luck.", retryable: false } }) };
  const { visits, received, state, decided } = await runCrashed(
    withWorkflows(main, { "inner@1": inner }),
    says,
  );
  expect(visits).toEqual(["in ok", "sub failed", "rescue ok", "out ok"]);
  expect(received("rescue")).toEqual([
    { input: { topic: "tea" }, failure: { step: "sub", code: "no-luck", message: "No luck." } },
  ]);
  expect(state).toBe("ok");
  expect(decided).toContainEqual(
    expect.objectContaining({ what: "stop", code: "step-failed", of: expect.any(Number) }),
  );
});

test("a workflow whose frame reaches no output fails, and one that ends in doubt ends in doubt", async () => {
  const nowhere = flowPlan([branch("which")], [flow("in", "which"), flow("which", "out", { when: "false" })]);
  const main = planOf(workflow("sub", "inner@1"), []);
  const given = { ...main };
  const edges = given.plans.main?.flows ?? [];
  const fields = [field("topic", "input.topic")];
  const plan = {
    ...given,
    plans: {
      main: {
        ...(given.plans.main ?? { entry: "in", steps: [] }),
        flows: edges.map((one) => (one.to === "sub" ? { ...one, fields } : one)),
      },
    },
  };
  const { failure } = await runCrashed(withWorkflows(plan, { "inner@1": nowhere }));
  expect(failure).toMatchObject({ code: "no-answer" });
  const unsure: ToolResult = {
    status: "unknown",
    failure: { code: "lost-reply", message: "No reply.", retryable: false },
  };
  const writes = planOf(tool("put", "write", texts()), []);
  const doubt = await runCrashed(withWorkflows(plan, { "inner@1": writes }), {}, () => unsure);
  expect(doubt.visits).toEqual(["in ok", "sub unknown"]);
  expect(doubt.state).toBe("unknown");
});

test("workflows may be inside each other, in loops, for each item, and asked by supervisors", async () => {
  const leaf = planOf(worker("leaf"), []);
  const middle = flowPlan(
    [map("each", "sub", { items: words("x y") }), workflow("sub", "leaf@1")],
    [flow("in", "each"), flow("each", "out")],
    "{{ results.each }}",
  );
  const boss = agent("boss", {
    models: [model("boss")],
    role: "supervisor",
    calls: [calls("worker", "sub", [field("topic")])],
  });
  const main = planOf(boss, [workflow("sub", "middle@2")], "{{ results.boss.sub }}");
  const plan = withWorkflows(main, { "middle@2": middle, "leaf@1": leaf });
  const asked = { calls: [{ name: "sub", arguments: { topic: "z" } }] };
  const done = { calls: [{ name: "finish", arguments: { references: ["sub#1"] } }] };
  const { answer, starts } = await runCrashed(plan, {
    boss: (_, { messages }) => (messages.some(({ role }) => role === "tool") ? done : asked),
    leaf: (text) => ({ text: `leaf ${JSON.parse(text).topic}` }),
  });
  expect(answer).toBe(JSON.stringify(["leaf x", "leaf y"], null, 2));
  const deepest = starts.findLast(({ step }) => step === "leaf")?.path.map(({ step }) => step);
  expect(deepest).toEqual(["boss", "sub", "each", "sub", "leaf"]);
});

test("a cancelled run cancels what is inside maps and workflows", async () => {
  const bench = benchOf({ leaf: () => ({ text: "late", ms: 10_000 }) });
  const main = flowPlan(
    [map("each", "sub", { items: words("x y z") }), workflow("sub", "leaf@1")],
    [flow("in", "each"), flow("each", "out")],
  );
  await bench.start(withWorkflows(main, { "leaf@1": planOf(worker("leaf"), []) }), topic("tea"));
  const stopped = bench.log.listen("run-1", (what) => {
    if (what === "events" && bench.models.calls.length > 0)
      void bench.log.send("run-1", "m1", { kind: "cancel", by: "Ada", reason: "enough" });
  });
  expect(await bench.drive()).toBe("ended");
  stopped();
  const events = await bench.events();
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "cancelled" } });
  const open = new Set(events.flatMap((event) => (event.type === "span-start" ? [event.seq] : [])));
  for (const event of events) if (event.type === "span-end") open.delete(event.span);
  expect([...open]).toEqual([]);
});

test("the result of a workflow without a template is what leads to its output: one as it is, several by their names", async () => {
  const put = (id: string) => tool(id, "read", texts());
  const into = (to: string) => flow("in", to, { fields: [] });
  const one = flowPlan([put("a")], [into("a"), flow("a", "out")]);
  const two = flowPlan([put("a"), put("b")], [into("a"), into("b"), flow("a", "out"), flow("b", "out")]);
  const found = (name: string): ToolResult => ({
    status: "ok",
    result: { from: name },
    held: false,
    notes: [],
  });
  const sub = workflow("sub", "inner@1", { parameters: texts() });
  const ofOne = withWorkflows(planOf(sub, [], "{{ results.sub.from }}"), { "inner@1": one });
  expect((await runCrashed(ofOne, {}, found)).answer).toBe("a");
  const ofTwo = withWorkflows(planOf(sub, [], "{{ results.sub.a.from + results.sub.b.from }}"), {
    "inner@1": two,
  });
  expect((await runCrashed(ofTwo, {}, found)).answer).toBe("ab");
});

test("a step that goes back once too often hands on that, and not how its last visit ended", async () => {
  const again = { most: 1, usedUp: "fail" as const, loop: ["a"] };
  const plan = (on: "ok" | "failed") =>
    flowPlan(
      [worker("a"), worker("rescue")],
      [
        flow("in", "a"),
        flow("a", "a", { edge: "again", on, when: "true", back: again, handsOn: true }),
        flow("a", "rescue", { on: "failed", handsOn: true }),
        flow("rescue", "out"),
      ],
    );
  const fails = () => ({ failure: { code: "bad-luck", message: "No.", retryable: false } });
  for (const [on, says] of [
    ["ok", {}],
    ["failed", { a: fails }],
  ] as const) {
    const { received } = await runCrashed(plan(on), says);
    const failure = {
      step: "a",
      code: "rework-limit",
      message: expect.stringContaining("going back to “a” 1 times"),
    };
    expect(received("rescue")).toEqual([{ input: { topic: "tea" }, failure }]);
  }
});

test("why a place of a workflow's text is empty is told from the same visit alone, not from another item's", async () => {
  const boss = agent("boss", {
    models: [model("boss")],
    role: "supervisor",
    calls: [calls("worker", "helper", [field("topic")])],
  });
  const inner = planOf(boss, [worker("helper")], "{{ results.boss.helper }}");
  const main = flowPlan(
    [map("each", "sub", { items: words("a b"), concurrency: 1 }), workflow("sub", "inner@1")],
    [flow("in", "each"), flow("each", "out")],
    "{{ results.each[0] }} {{ results.each[1] }}",
  );
  const { answer } = await runCrashed(withWorkflows(main, { "inner@1": inner }), {
    boss: (text, { messages }) =>
      text.includes('"a"') && !messages.some(({ role }) => role === "tool")
        ? { calls: [{ name: "helper", arguments: { topic: "a" } }] }
        : { calls: [{ name: "finish", arguments: { references: [] } }] },
  });
  expect(answer).toBe(
    "[not available: the result of helper was not passed on] [not available: helper was not asked]",
  );
});
