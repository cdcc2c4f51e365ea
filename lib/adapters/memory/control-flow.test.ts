import { expect, test } from "vitest";
import type { ToolResult } from "../../engine/ports.ts";
import type { PlanFlow } from "../../plan/plan.ts";
import { foldAll } from "../../trace/fold.ts";
import { benchOf, failing, ok, runCrashed, type Says, worker } from "./crashed-run.ts";
import type { ScriptedReply } from "./scripted-models.ts";
import { branch, calls, field, flow, flowPlan, map, texts, tool, topic } from "./small-plan.ts";

test("a branch takes the first case that holds, or the else, and an output shows what was taken", async () => {
  const plan = flowPlan(
    [worker("sort"), branch("which"), worker("a"), worker("b"), worker("c")],
    [
      flow("in", "sort"),
      flow("sort", "which", { handsOn: true }),
      flow("which", "a", { when: "results.sort.contains('a')", handsOn: true }),
      flow("which", "b", { when: "results.sort.contains('b')", handsOn: true }),
      flow("which", "c", { handsOn: true }),
      flow("a", "out"),
      flow("b", "out"),
      flow("c", "out"),
    ],
  );
  for (const [text, taken] of [
    ["ab", "a"],
    ["b", "b"],
    ["none", "c"],
  ] as const) {
    const { answer, visits, decided, received, events } = await runCrashed(plan, { sort: () => ({ text }) });
    expect(answer).toBe(`${taken} is done`);
    expect(visits).toEqual(["in ok", "sort ok", "which ok", `${taken} ok`, "out ok"]);
    expect(received(taken)).toEqual([{ input: { topic: "tea" }, sort: text }]);
    const dead = ["a", "b", "c"].filter((one) => one !== taken).map((one) => `which-${one}`);
    expect(decided).toMatchObject([{ what: "pass", live: [`which-${taken}`], dead }]);
    expect(events.find(({ type }) => type === "evaluation")).toMatchObject({
      values: [
        { of: "which-a", holds: text.includes("a"), problem: null },
        { of: "which-b", holds: text.includes("b"), problem: null },
      ],
      reads: [{ path: "results.sort", value: { inline: JSON.stringify(text) } }],
    });
  }
});

test("a branch may take every case that holds, and a join waits only for what can still come", async () => {
  const plan = flowPlan(
    [branch("which", { takes: "every" }), worker("a"), worker("b"), worker("c"), worker("end")],
    [
      flow("in", "which", { handsOn: true }),
      flow("which", "a", { when: "input.topic == 'tea'", handsOn: true }),
      flow("which", "b", { when: "size(input.topic) == 3", handsOn: true }),
      flow("which", "c", { when: "input.topic == 'milk'", handsOn: true }),
      flow("a", "end", { handsOn: true }),
      flow("b", "end", { handsOn: true }),
      flow("c", "end", { handsOn: true }),
      flow("end", "out"),
    ],
  );
  const { visits, received } = await runCrashed(plan);
  expect(visits).toEqual(["in ok", "which ok", "a ok", "b ok", "end ok", "out ok"]);
  expect(received("end")).toEqual([{ input: { topic: "tea" }, a: "a is done", b: "b is done" }]);
});

test("a run that reaches no output says so, and names where control went nowhere", async () => {
  const plan = flowPlan(
    [branch("which"), worker("a")],
    [flow("in", "which"), flow("which", "a", { when: "input.topic == 'milk'" }), flow("a", "out")],
  );
  const { failure, state, visits } = await runCrashed(plan);
  expect(visits).toEqual(["in ok", "which ok"]);
  expect(state).toBe("failed");
  expect(failure).toMatchObject({ code: "no-answer", message: expect.stringContaining("“which”") });
});

test("a run that reaches no output because too little came says which step needed how much", async () => {
  const plan = flowPlan(
    [branch("which"), worker("a"), worker("b"), worker("desk", { join: { needs: 2, withinMs: null } })],
    [
      flow("in", "which"),
      flow("which", "a", { when: "input.topic == 'tea'" }),
      flow("which", "b", { when: "input.topic == 'milk'" }),
      flow("a", "desk"),
      flow("b", "desk"),
      flow("desk", "out"),
    ],
  );
  const { failure } = await runCrashed(plan);
  expect(failure).toMatchObject({
    code: "no-answer",
    message: expect.stringContaining("“desk” needs 2 of 2 before it, and only “a” could come."),
  });
});

test("the first to come is enough for “any”, and who is late is cancelled, with what only led there", async () => {
  const plan = flowPlan(
    [
      worker("quick"),
      worker("slow"),
      worker("after"),
      worker("end", { join: { needs: "any", withinMs: null } }),
    ],
    [
      flow("in", "quick"),
      flow("in", "slow"),
      flow("slow", "after"),
      flow("quick", "end", { handsOn: true }),
      flow("after", "end", { handsOn: true }),
      flow("end", "out"),
    ],
  );
  const { visits, received, decided } = await runCrashed(plan, { slow: () => ({ text: "late", ms: 500 }) });
  expect(visits).toEqual(["in ok", "quick ok", "slow cancelled", "end ok", "out ok"]);
  expect(received("end")).toEqual([{ input: { topic: "tea" }, quick: "quick is done" }]);
  expect(decided).toMatchObject([{ what: "cancel", code: "not-needed" }]);
});

test("n of several are enough; with a time, what has come by then", async () => {
  const plan = (needs: number, withinMs: number | null) =>
    flowPlan(
      [worker("a"), worker("b"), worker("c"), worker("end", { join: { needs, withinMs } })],
      [
        ...["a", "b", "c"].map((id) => flow("in", id)),
        ...["a", "b", "c"].map((id) => flow(id, "end", { handsOn: true })),
        flow("end", "out"),
      ],
    );
  const says: Says = {
    a: () => ({ text: "a", ms: 100 }),
    b: () => ({ text: "b", ms: 300 }),
    c: () => ({ text: "c", ms: 9_000 }),
  };
  const two = await runCrashed(plan(2, null), says);
  expect(two.visits).toEqual(["in ok", "a ok", "b ok", "c cancelled", "end ok", "out ok"]);
  const timed = await runCrashed(plan(3, 150), says);
  expect(timed.visits).toEqual(["in ok", "a ok", "b cancelled", "c cancelled", "end ok", "out ok"]);
  expect(timed.received("end")).toEqual([{ input: { topic: "tea" }, a: "a" }]);
});

/** Writes "draft", then "draft2" …: one more than the latest that it was shown. */
const write = (received: string): ScriptedReply => {
  const shown = [...received.matchAll(/draft(\d*)/g)].map(([, number]) => Number(number || 1));
  return { text: shown.length === 0 ? "draft" : `draft${Math.max(...shown) + 1}` };
};

function rework(most: number, usedUp: "fail" | "go-on") {
  return flowPlan(
    [worker("write"), worker("check")],
    [
      flow("in", "write", { handsOn: true }),
      flow("write", "check", { handsOn: true }),
      flow("check", "write", {
        handsOn: true,
        when: "results.check != 'good'",
        back: { most, usedUp, loop: ["write", "check"] },
      }),
      flow("check", "out"),
    ],
    "{{ results.write }} after {{ size(rounds.write) }}",
  );
}

test("a way back does the loop again until its condition does not hold, and hands on draft and remarks", async () => {
  const check = (received: string) => ({ text: received.includes("draft3") ? "good" : "again" });
  const { answer, visits, received, decided } = await runCrashed(rework(3, "fail"), { write, check });
  expect(answer).toBe("draft3 after 3");
  expect(visits).toEqual([
    "in ok",
    "write ok",
    "check ok",
    "write#1 ok",
    "check#1 ok",
    "write#2 ok",
    "check#2 ok",
    "out ok",
  ]);
  expect(received("write")).toEqual([
    { topic: "tea" },
    { input: { topic: "tea" }, write: "draft", check: "again" },
    { input: { topic: "tea" }, write: "draft2", check: "again" },
  ]);
  expect(decided).toMatchObject([
    { what: "pass", live: ["check-write"], dead: [] },
    { what: "pass", live: ["check-write"], dead: [] },
    { what: "pass", live: ["check-out"], dead: ["check-write"] },
  ]);
});

test("a bound that is used up fails the step, or lets it go on", async () => {
  const check = () => ({ text: "never" });
  const failed = await runCrashed(rework(2, "fail"), { write, check });
  expect(failed.state).toBe("failed");
  expect(failed.failure?.code).toBe("rework-limit");
  expect(failed.visits).toHaveLength(7);
  const goesOn = await runCrashed(rework(2, "go-on"), { write, check });
  expect(goesOn.answer).toBe("draft3 after 3");
  expect(goesOn.decided.at(-1)).toMatchObject({ live: ["check-out"], usedUp: ["check-write"] });
});

test("an inner loop counts anew in each round of the outer one", async () => {
  const inner = { most: 1, usedUp: "go-on" as const, loop: ["a", "b"] };
  const outer = { most: 2, usedUp: "go-on" as const, loop: ["a", "b", "c"] };
  const plan = flowPlan(
    [worker("a"), worker("b"), worker("c")],
    [
      flow("in", "a"),
      flow("a", "b"),
      flow("b", "a", { back: inner }),
      flow("b", "c"),
      flow("c", "a", { back: outer }),
      flow("c", "out"),
    ],
  );
  const { visits } = await runCrashed(plan);
  const round = (n: number) =>
    [n, n + 1].flatMap((i) => [`a${i ? `#${i}` : ""} ok`, `b${i ? `#${i}` : ""} ok`]);
  expect(visits).toEqual([
    "in ok",
    ...round(0),
    "c ok",
    ...round(2),
    "c#1 ok",
    ...round(4),
    "c#2 ok",
    "out ok",
  ]);
});

test("two ways back of one loop have bounds that add up, however they alternate", async () => {
  const back = { most: 2, usedUp: "go-on" as const, loop: ["write", "which"] };
  const plan = flowPlan(
    [worker("write"), branch("which")],
    [
      flow("in", "write", { handsOn: true }),
      flow("write", "which"),
      flow("which", "write", { edge: "tone", when: "size(rounds.write) % 2 == 1", handsOn: true, back }),
      flow("which", "write", { edge: "facts", when: "size(rounds.write) % 2 == 0", handsOn: true, back }),
      flow("which", "out"),
    ],
    "{{ size(rounds.write) }}",
  );
  expect((await runCrashed(plan)).answer).toBe("5");
});

test("two loops from one branch: the case that leaves both ends both, and what waits for their exits begins", async () => {
  const back = (...loop: string[]) => ({ most: 3, usedUp: "go-on" as const, loop });
  const plan = flowPlan(
    [branch("which"), worker("tone"), worker("facts")],
    [
      flow("in", "which"),
      flow("which", "tone", { when: "!has(results.tone)" }),
      flow("which", "facts", { when: "!has(rounds.facts) || size(rounds.facts) < 2" }),
      flow("which", "out"),
      flow("tone", "which", { when: "true", back: back("which", "tone") }),
      flow("tone", "out"),
      flow("facts", "which", { when: "true", back: back("which", "facts") }),
      flow("facts", "out"),
    ],
    "{{ size(rounds.tone) }} and {{ size(rounds.facts) }}",
  );
  const { answer, visits } = await runCrashed(plan);
  expect(visits.at(-1)).toBe("out ok");
  expect(answer).toBe("1 and 2");
});

test("another round of a loop whose exits nobody waits for any more goes no further, and ends no run", async () => {
  const plan = flowPlan(
    [
      branch("which"),
      branch("enough", { takes: "every" }),
      branch("quick"),
      worker("end", { join: { needs: "any", withinMs: null } }),
    ],
    [
      flow("in", "which"),
      flow("in", "quick"),
      flow("which", "enough", { when: "true" }),
      flow("enough", "which", {
        when: "true",
        back: { most: 1, usedUp: "fail", loop: ["which", "enough"] },
      }),
      flow("enough", "end"),
      flow("quick", "end", { when: "true" }),
      flow("end", "out"),
    ],
  );
  const { answer, visits } = await runCrashed(plan);
  expect(answer).toBe("end is done");
  // The way back was taken before "end" began by the quick way; after it, nobody waits for "enough".
  expect(visits.filter((visit) => visit.startsWith("enough"))).toEqual(["enough ok"]);
});

test("a branch that goes back to itself still hands on what had led to it before", async () => {
  const back = (...loop: string[]) => ({ most: 1, usedUp: "go-on" as const, loop });
  const plan = flowPlan(
    [worker("start"), branch("which"), worker("write")],
    [
      flow("in", "start", { handsOn: true }),
      flow("start", "which", { handsOn: true }),
      flow("which", "which", { when: "true", handsOn: true, back: back("which") }),
      flow("which", "write", { handsOn: true }),
      flow("write", "which", { handsOn: true, back: back("which", "write") }),
      flow("write", "out"),
    ],
  );
  const { received } = await runCrashed(plan);
  const first = { input: { topic: "tea" }, start: "start is done" };
  expect(received("write")).toEqual([first, { ...first, write: "write is done" }]);
});

test("what a step gave in an earlier round stays its result when it fails in a later one", async () => {
  const plan = flowPlan(
    [tool("put", "read", texts()), worker("end")],
    [
      flow("in", "put"),
      flow("put", "put", { back: { most: 3, usedUp: "fail", loop: ["put"] } }),
      flow("put", "end", { on: "failed", handsOn: true }),
      flow("end", "out"),
    ],
    "{{ results.put }}",
  );
  const { answer, state } = await runCrashed(plan, {}, (name, nth) =>
    nth === 1 ? ok(`${name} 1`) : failing("gone"),
  );
  expect(state).toBe("ok");
  expect(answer).toBe("put 1");
});

test("conditions after a failure are asked again when a way back that followed on it is used up, and of that failure", async () => {
  const plan = flowPlan(
    [tool("put", "read", texts()), worker("tired"), worker("gone")],
    [
      flow("in", "put"),
      flow("put", "put", { on: "failed", back: { most: 1, usedUp: "fail", loop: ["put"] } }),
      flow("put", "tired", { on: "failed", when: 'failure.code == "rework-limit"' }),
      flow("put", "gone", { on: "failed", when: 'failure.code == "nothing"' }),
      flow("tired", "out"),
      flow("gone", "out"),
    ],
  );
  const { visits, answer } = await runCrashed(plan, {}, () => failing("gone"));
  expect(visits).toEqual(["in ok", "put failed", "put#1 failed", "tired ok", "out ok"]);
  expect(answer).toBe("tired is done");
});

test("a loop is left by a case in its middle in whichever round that holds", async () => {
  const plan = flowPlan(
    [worker("a"), branch("fine"), worker("b"), worker("done")],
    [
      flow("in", "a", { handsOn: true }),
      flow("a", "fine"),
      flow("fine", "done", { when: "results.a == 'draft3'" }),
      flow("fine", "b"),
      flow("b", "a", { handsOn: true, back: { most: 5, usedUp: "fail", loop: ["a", "fine", "b"] } }),
      flow("done", "out"),
    ],
  );
  const { visits, answer } = await runCrashed(plan, { a: write });
  expect(answer).toBe("done is done");
  expect(visits.filter((visit) => visit.startsWith("b"))).toEqual(["b ok", "b#1 ok"]);
});

test("a step that fails goes by its failed flow, which hands on what went wrong", async () => {
  const plan = flowPlan(
    [
      tool("carrier", "read", texts()),
      worker("mend"),
      worker("end", { join: { needs: "any", withinMs: null } }),
    ],
    [
      flow("in", "carrier"),
      flow("carrier", "end", { handsOn: true }),
      flow("carrier", "mend", { on: "failed", when: "failure.code == 'offline'", handsOn: true }),
      flow("mend", "end", { handsOn: true }),
      flow("end", "out"),
    ],
  );
  const well = await runCrashed(plan, {}, () => ok("it is on its way"));
  expect(well.visits).toEqual(["in ok", "carrier ok", "end ok", "out ok"]);
  const offline = await runCrashed(plan, {}, () => failing("offline"));
  expect(offline.visits).toEqual(["in ok", "carrier failed", "mend ok", "end ok", "out ok"]);
  expect(offline.received("mend")).toEqual([
    {
      input: { topic: "tea" },
      failure: { step: "carrier", code: "offline", message: "It failed with offline." },
    },
  ]);
  const other = await runCrashed(plan, {}, () => failing("broken"));
  expect(other.state).toBe("failed");
  expect(other.decided.at(-1)).toMatchObject({ what: "stop", code: "step-failed" });
});

test("the fields of several failed flows into one step each read the failure of their own", async () => {
  const plan = flowPlan(
    [tool("erp", "read", texts()), tool("tms", "read", texts()), worker("mend")],
    [
      flow("in", "erp"),
      flow("in", "tms"),
      flow("erp", "mend", { on: "failed", fields: [field("first", "failure.code")] }),
      flow("tms", "mend", { on: "failed", fields: [field("second", "failure.code")] }),
      flow("mend", "out"),
    ],
  );
  const { received, visits } = await runCrashed(plan, {}, (name) =>
    failing(name === "erp" ? "offline" : "refused"),
  );
  expect(visits).toEqual(["in ok", "erp failed", "tms failed", "mend ok", "out ok"]);
  expect(received("mend")).toEqual([{ first: "offline", second: "refused" }]);
});

test("a failed step may have a result for that, or be left out of a join", async () => {
  const given = { do: "result" as const, result: { none: true } };
  const plan = flowPlan(
    [
      tool("a", "read", texts(), { onFailure: given }),
      tool("b", "read", texts(), { onFailure: { do: "leave-out" } }),
      worker("end"),
    ],
    [
      flow("in", "a"),
      flow("in", "b"),
      flow("a", "end", { handsOn: true }),
      flow("b", "end", { handsOn: true }),
      flow("end", "out"),
    ],
  );
  const { visits, received, state, decided } = await runCrashed(plan, {}, () => failing("offline"));
  expect(visits).toEqual(["in ok", "a ok", "b failed", "end ok", "out ok"]);
  expect(received("end")).toEqual([{ input: { topic: "tea" }, a: { none: true } }]);
  expect(state).toBe("ok");
  expect(decided.map(({ what }) => what).sort()).toEqual(["default", "pass"]);
});

test("a tool is tried again after failures that its step retries, under one key", async () => {
  const plan = (errors?: "all" | string[]) =>
    flowPlan(
      [
        tool("put", "keyed-write", texts(), {
          retry: { attempts: 3, backoffMs: 100, ...(errors && { errors }) },
        }),
      ],
      [flow("in", "put"), flow("put", "out")],
    );
  const bench = benchOf({}, (_name, nth) => (nth < 3 ? failing("busy", true) : ok("put")));
  await bench.start(plan(), topic("tea"));
  await bench.drive();
  expect(bench.performed).toHaveLength(3);
  expect(new Set(bench.performed.map(({ effectKey }) => effectKey)).size).toBe(1);
  expect(foldAll("run-1", await bench.events()).state).toBe("ok");
  for (const [errors, times] of [
    [undefined, 1],
    ["all", 3],
    [["broken"], 3],
    [["busy"], 1],
  ] as const) {
    const other = benchOf({}, () => failing("broken"));
    await other.start(plan(typeof errors === "object" ? [...errors] : errors), topic("tea"));
    await other.drive();
    expect(other.performed, String(errors)).toHaveLength(times);
  }
});

test("an answer that does not meet its condition goes back with a text, as often as the step says", async () => {
  const accept = { when: "size(output) > 6", say: "{{ output }} is too short.", most: 2 };
  const plan = flowPlan([worker("write", { accept })], [flow("in", "write"), flow("write", "out")]);
  const longer = (received: string): ScriptedReply => ({
    text: received.includes("too short") ? "long enough" : "short",
  });
  const { answer, starts, decided } = await runCrashed(plan, { write: longer });
  expect(answer).toBe("long enough");
  expect(decided).toMatchObject([{ what: "repair", code: "not-accepted" }]);
  const models = starts.filter(({ work }) => work.kind === "model");
  const second = models[1]?.work;
  expect(second?.kind === "model" && second.append.at(-1)).toMatchObject({
    role: "remark",
    value: { inline: '"short is too short."' },
  });
  const never = await runCrashed(plan, { write: () => ({ text: "short" }) });
  expect(never.failure?.code).toBe("not-accepted");
  expect(never.starts.filter(({ work }) => work.kind === "model")).toHaveLength(3);
});

test("a condition that is neither true nor false stops the run and says why", async () => {
  const plan = flowPlan(
    [worker("a"), worker("b")],
    [flow("in", "a"), flow("a", "b", { when: "results.a" }), flow("b", "out")],
  );
  const { failure } = await runCrashed(plan);
  expect(failure).toMatchObject({
    code: "condition-failed",
    message: expect.stringContaining("expected true or false"),
  });
});

test("fields of a flow are filled from the latest results and from rounds", async () => {
  const plan = flowPlan(
    [worker("a"), worker("b")],
    [
      flow("in", "a", { handsOn: true }),
      flow("a", "a", {
        fields: [field("before", "rounds.a[0]"), field("last", "results.a")],
        when: "size(rounds.a) < 3",
        back: { most: 5, usedUp: "fail", loop: ["a"] },
      }),
      flow("a", "b", { fields: [field("all", "rounds.a")] }),
      flow("b", "out"),
    ],
  );
  const { received } = await runCrashed(plan, { a: write });
  expect(received("a")).toEqual([
    { topic: "tea" },
    { input: { topic: "tea" }, before: "draft", last: "draft" },
    { input: { topic: "tea" }, before: "draft", last: "draft2" },
  ]);
  expect(received("b")).toEqual([{ all: '["draft","draft2","draft3"]' }]);
});

test("what a condition read is kept up to what an event holds", async () => {
  const plan = flowPlan(
    [worker("a"), worker("b")],
    [
      flow("in", "a"),
      flow("a", "b", { when: "size(results.a) > 0 && input.topic == 'tea'" }),
      flow("b", "out"),
    ],
  );
  const bench = benchOf({ a: () => ({ text: "x".repeat(20_000) }) });
  await bench.start(plan, topic("tea"));
  await bench.drive();
  const events = await bench.events();
  const evaluation = events.find((event) => event.type === "evaluation");
  expect(evaluation?.type === "evaluation" && evaluation.reads.map(({ path }) => path)).toEqual([
    "input.topic",
  ]);
});

test("a flow that follows on a doubt takes care of all that the step had called, and of nothing else", async () => {
  const unsure: ToolResult = {
    status: "unknown",
    failure: { code: "lost-reply", message: "No reply.", retryable: false },
  };
  const write = tool("put", "write", texts());
  const puts = [calls("tool", "put", [])];
  const says: Says = { a: () => ({ calls: [{ name: "put", arguments: {} }] }) };
  const plan = (...more: PlanFlow[]) =>
    flowPlan(
      [worker("a", { calls: puts }), write, worker("rescue")],
      [flow("in", "a"), flow("a", "out"), ...more, flow("rescue", "out")],
    );
  const rescued = await runCrashed(plan(flow("a", "rescue", { on: "failed" })), says, () => unsure);
  expect(rescued.visits).toEqual(["in ok", "a unknown", "rescue ok", "out ok"]);
  expect(rescued.state).toBe("ok");
  const elsewhere = await runCrashed(plan(flow("in", "rescue")), says, () => unsure);
  expect(elsewhere.state).toBe("unknown");

  const each = flowPlan(
    [map("each", "put", { items: '["x"]' }), write, worker("rescue")],
    [
      flow("in", "each"),
      flow("each", "out"),
      flow("each", "rescue", { on: "failed" }),
      flow("rescue", "out"),
    ],
  );
  const items = await runCrashed(each, {}, () => unsure);
  expect(items.visits).toEqual(["in ok", "each unknown", "rescue ok", "out ok"]);
  expect(items.state).toBe("ok");
});
