import { expect, test } from "vitest";
import { mainOf } from "../../plan/plan-index.ts";
import { failuresIn } from "../../trace/failures.ts";
import { foldAll } from "../../trace/fold.ts";
import { createBench } from "./run-bench.ts";
import type { ScriptedReply } from "./scripted-models.ts";
import { agent, calls, field, flow, planOf, topic } from "./small-plan.ts";

type Turns = Record<string, ScriptedReply[]>;

/** A desk that may ask `status` and `mail`, and an answer of both; each agent replies with its own list in turn. */
async function answered(turns: Turns, template: string) {
  const at: Record<string, number> = {};
  const bench = createBench({
    models: (call) => {
      const name = String(call.messages[0]?.role === "system" && call.messages[0].content).replace(
        /^You are |\.$/g,
        "",
      );
      const turn = at[name] ?? 0;
      at[name] = turn + 1;
      return turns[name]?.[turn] ?? { text: `${name} has no more replies` };
    },
  });
  const asks = ["status", "mail"].map((name) => calls("worker", name, [field("topic", "input.topic")]));
  const workers = ["status", "mail"].map((id) => agent(id, { retry: { attempts: 1, backoffMs: 1 } }));
  await bench.start(
    planOf(agent("desk", { role: "supervisor", calls: asks }), workers, template),
    topic("x"),
  );
  await bench.drive();
  const trace = foldAll("run-1", await bench.events());
  return { answer: await bench.answer(), trace };
}

const ask = (...names: string[]): ScriptedReply => ({
  calls: names.map((name) => ({ name, arguments: {} })),
});
const finish = (...references: string[]): ScriptedReply => ({
  calls: [{ name: "finish", arguments: { references, note: "" } }],
});
const broken: ScriptedReply = { failure: { code: "http-500", message: "It broke.", retryable: false } };
const BOTH = "Status: {{ results.desk.status }}\nMail: {{ results.desk.mail }}";

test("an answer says at each hole why nothing stands there, and the run counts what failed and what is missing", async () => {
  const { answer, trace } = await answered({ desk: [ask("status"), finish()], status: [broken] }, BOTH);
  expect(trace.state).toBe("ok");
  expect(answer).toBe("Status: [not available: status failed]\nMail: [not available: mail was not asked]");
  const { failed, missing } = failuresIn(trace);
  expect(failed.map(({ name }) => name)).toEqual(["status"]);
  expect(missing).toEqual([
    { expression: "results.desk.mail", step: "mail", why: "not-asked", reason: "mail was not asked" },
  ]);
});

test("a result that is there and was left out, and one without the field, are told apart", async () => {
  const { answer } = await answered(
    {
      desk: [ask("status", "mail"), finish("status#1")],
      status: [{ text: "fine" }],
      mail: [{ text: "sent" }],
    },
    "{{ results.desk.status }}, {{ results.desk.mail }}, {{ results.desk.status.date }}",
  );
  expect(answer).toBe(
    "fine, [not available: the result of mail was not passed on], [not available: status gave no “date”]",
  );
});

test("what failed and was done again well is no failure of the run", async () => {
  const { answer, trace } = await answered(
    { desk: [ask("status"), ask("status"), finish("status#2")], status: [broken, { text: "fine" }] },
    "{{ results.desk.status }}",
  );
  expect(answer).toBe("fine");
  expect(failuresIn(trace)).toMatchObject({ failed: [], handled: [{ care: { by: "again" } }], missing: [] });
});

test("a field of the input that was left empty is no hole", async () => {
  const { answer, trace } = await answered({ desk: [finish()] }, "Note: {{ input.note }}.");
  expect(answer).toBe("Note: .");
  expect(failuresIn(trace).missing).toEqual([]);
});

test("an expression that guards against what is missing decides itself what stands there", async () => {
  const { answer, trace } = await answered(
    { desk: [finish()] },
    '{{ has(results.desk.mail) ? results.desk.mail : "no mail" }}',
  );
  expect(answer).toBe("no mail");
  expect(failuresIn(trace)).toEqual({ failed: [], handled: [], missing: [] });
});

test("that another team asked a worker is no reason why a result is missing here", async () => {
  const finishing = agent("desk", { role: "supervisor", calls: [calls("worker", "status", [])] });
  const asking = agent("other", { role: "supervisor", calls: [calls("worker", "status", [])] });
  const plan = planOf(finishing, [asking, agent("status")], "{{ results.desk.status }}");
  mainOf(plan).flows = [flow("in", "other"), flow("other", "desk"), flow("desk", "out")];
  const bench = createBench({
    models: (call, nth) => {
      const { content } = call.messages[0] ?? {};
      if (content === "You are status.") return { text: "fine" };
      return content === "You are other." && nth === 1 ? ask("status") : finish();
    },
  });
  await bench.start(plan, topic("x"));
  await bench.drive();
  expect(await bench.answer()).toBe("[not available: status was not asked]");
});
