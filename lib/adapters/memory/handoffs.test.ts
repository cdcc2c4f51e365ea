import { expect, test } from "vitest";
import { runCrashed, worker } from "./crashed-run.ts";
import { field, flow, flowPlan, handoff, map } from "./small-plan.ts";

test("an agent hands over: control goes to the other with what it is given, and not by the agent's other flows", async () => {
  const toB = handoff("a", "b", { fields: [field("why")] });
  const toC = handoff("a", "c");
  const plan = flowPlan(
    [worker("a", { calls: [toB.call, toC.call] }), worker("b"), worker("c")],
    [flow("in", "a"), toB.flow, toC.flow, flow("a", "out"), flow("b", "out"), flow("c", "out")],
  );
  const over = (name: string, more: object) => ({ a: () => ({ calls: [{ name, arguments: more }] }) });
  const one = await runCrashed(plan, over("b", { why: "because" }));
  expect(one.visits).toEqual(["in ok", "a ok", "b ok", "out ok"]);
  expect(one.received("b")).toEqual([{ why: "because" }]);
  expect(one.answer).toBe("b is done");
  expect(one.decided).toContainEqual({
    what: "hand-over",
    span: expect.any(Number),
    edge: "a-over-b",
    call: 0,
  });
  const other = await runCrashed(plan, over("c", {}));
  expect(other.received("c")).toEqual([{ topic: "tea" }]);
  expect(other.answer).toBe("c is done");
  const itself = await runCrashed(plan, {});
  expect(itself.visits).toEqual(["in ok", "a ok", "out ok"]);
});

test("who took over may hand back, as often as the way back says; then it fails, or goes on as if it had not", async () => {
  const plan = (usedUp: "fail" | "go-on") => {
    const there = handoff("a", "b");
    const back = handoff("b", "a", { back: { most: 2, usedUp, loop: ["a", "b"] } });
    return flowPlan(
      [worker("a", { calls: [there.call] }), worker("b", { calls: [back.call] })],
      [flow("in", "a"), there.flow, back.flow, flow("b", "out")],
      "{{ results.b }}",
    );
  };
  const says = {
    a: () => ({ calls: [{ name: "b", arguments: {} }] }),
    b: () => ({ calls: [{ name: "a", arguments: {} }] }),
  };
  const failed = await runCrashed(plan("fail"), says);
  expect(failed.visits).toEqual(["in ok", "a ok", "b ok", "a#1 ok", "b#1 ok", "a#2 ok", "b#2 ok"]);
  expect(failed.failure).toMatchObject({ code: "rework-limit" });
  const on = await runCrashed(plan("go-on"), says);
  expect(on.visits.at(-1)).toBe("out ok");
});

test("an agent that may still hand over to who is waited for is needed, though what it else leads to has begun", async () => {
  const toB = handoff("a", "b");
  const first = { needs: "any" as const, withinMs: null };
  const drawn = flowPlan(
    [worker("a", { calls: [toB.call] }), worker("b"), worker("c"), worker("last", { join: first })],
    [
      flow("in", "a"),
      flow("in", "c"),
      flow("a", "last"),
      flow("c", "last"),
      toB.flow,
      flow("b", "out"),
      flow("last", "out"),
    ],
  );
  const says = { a: () => ({ calls: [{ name: "b", arguments: {} }], ms: 50 }) };
  const { visits } = await runCrashed(drawn, says);
  expect(visits).toEqual(["in ok", "a ok", "c ok", "last ok", "b ok", "out ok"]);
});

test("what can't be handed over is a failure of who hands over, and has what its step says for one", async () => {
  const toB = handoff("a", "b", { fields: [field("why", "results.nobody.said")] });
  const plan = (onFailure: { do: "result"; result: string } | null) =>
    flowPlan(
      [worker("a", { calls: [toB.call], onFailure }), worker("b")],
      [flow("in", "a"), toB.flow, flow("a", "out"), flow("b", "out")],
    );
  const over = { a: () => ({ calls: [{ name: "b", arguments: {} }] }) };
  const failed = await runCrashed(plan(null), over);
  expect(failed.visits).toEqual(["in ok", "a failed"]);
  expect(failed.failure).toMatchObject({ code: "context-missing" });
  const on = await runCrashed(plan({ do: "result", result: "Nothing is known." }), over);
  expect(on.visits).toEqual(["in ok", "a ok", "out ok"]);
  expect(on.answer).toBe("Nothing is known.");
});

test("who is asked for an answer is not offered to hand over, though it is where control comes to it", async () => {
  const toB = handoff("a", "b");
  const plan = flowPlan(
    [worker("a", { calls: [toB.call] }), worker("b"), map("each", "a", { items: '["x"]' })],
    [flow("in", "a"), toB.flow, flow("a", "each"), flow("b", "each"), flow("each", "out")],
    "{{ results.each }}",
  );
  const one = await runCrashed(plan, {
    a: (_, { tools }) =>
      tools.some(({ name }) => name === "b")
        ? { calls: [{ name: "b", arguments: {} }] }
        : { text: "my own answer" },
  });
  expect(one.visits).toEqual(["in ok", "a ok", "b ok", "each ok", "out ok"]);
  expect(one.answer).toContain("my own answer");
});
