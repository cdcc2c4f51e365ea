import { expect, test } from "vitest";
import type { Plan } from "../../plan/plan.ts";
import { failuresIn, replacedFailure } from "../../trace/failures.ts";
import { foldAll } from "../../trace/fold.ts";
import { benchOf, failing, ok, type Tools } from "./crashed-run.ts";
import { field, flow, flowPlan, map, texts, tool, topic, withWorkflows, workflow } from "./small-plan.ts";

const step = (id: string, more: Parameters<typeof tool>[3] = {}) => tool(id, "read", texts(), more);
const fails =
  (...names: string[]): Tools =>
  (name) =>
    names.includes(name) ? failing("broken") : ok(name);

async function run(plan: Plan, tools: Tools) {
  const bench = benchOf({}, tools);
  await bench.start(plan, topic("tea"));
  expect(await bench.drive()).toBe("ended");
  const trace = foldAll("run-1", await bench.events());
  const { failed, handled } = failuresIn(trace);
  return {
    state: trace.state,
    spans: [...trace.spans.values()],
    open: failed.map(({ name }) => name),
    handled: handled.map(({ span, failure, care }) => [span.name, failure?.code, care.by]),
  };
}

/** in → a → out, and b if a fails. */
const guarded = (more: Parameters<typeof tool>[3] = {}) =>
  flowPlan(
    [step("a", more), step("b")],
    [flow("in", "a"), flow("a", "out"), flow("a", "b", { on: "failed" }), flow("b", "out")],
  );

test("a failure that control goes on from is taken care of, and what comes after it counts for itself", async () => {
  expect(await run(guarded(), fails("a"))).toMatchObject({
    state: "ok",
    open: [],
    handled: [["a", "broken", "flow"]],
  });
});

test("a step with a result for its failure counts, though it ended well, and says what it replaced", async () => {
  const given = { onFailure: { do: "result", result: '"none"' } } as const;
  const plan = flowPlan([step("a", given)], [flow("in", "a"), flow("a", "out")]);
  const { spans, ...told } = await run(plan, fails("a"));
  expect(told).toEqual({ state: "ok", open: [], handled: [["a", "broken", "result"]] });
  expect(spans.flatMap((span) => replacedFailure(span)?.code ?? [])).toEqual(["broken"]);
});

test("a step that is left out, and the items of a map that goes on, are taken care of", async () => {
  const left = flowPlan(
    [step("a", { onFailure: { do: "leave-out" } }), step("b")],
    [flow("in", "a"), flow("in", "b"), flow("a", "out"), flow("b", "out")],
  );
  expect(await run(left, fails("a"))).toMatchObject({ state: "ok", handled: [["a", "broken", "left-out"]] });
  for (const failedItems of ["keep", "skip"] as const) {
    const each = flowPlan(
      [map("each", "w", { items: "['x', 'y']", failedItems }), step("w")],
      [flow("in", "each"), flow("each", "out")],
    );
    const { open, handled } = await run(each, fails("w"));
    expect([open, handled.map(([, , by]) => by)]).toEqual([[], ["item", "item"]]);
  }
});

test("what failed inside a workflow whose failure is taken care of stays no failure of its own", async () => {
  const inner = flowPlan([step("deep")], [flow("in", "deep"), flow("deep", "out")]);
  const plan = withWorkflows(
    flowPlan(
      [workflow("sub", "inner@1"), step("b")],
      [
        flow("in", "sub", { fields: [field("topic", "input.topic")] }),
        flow("sub", "out"),
        flow("sub", "b", { on: "failed" }),
        flow("b", "out"),
      ],
    ),
    { "inner@1": inner },
  );
  expect(await run(plan, fails("deep"))).toMatchObject({
    state: "ok",
    open: [],
    handled: [["sub", "broken", "flow"]],
  });
});
