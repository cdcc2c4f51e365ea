import { expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { mainOf } from "../../plan/plan-index.ts";
import { foldAll } from "../../trace/fold.ts";
import { requestAsSent } from "../../trace/request-as-sent.ts";
import { createBench } from "./run-bench.ts";
import { agent, calls, field, planOf, texts, tool, topic } from "./small-plan.ts";

const offline = { code: "offline", message: "The TMS is offline.", retryable: false };
const busy = { code: "rate-limited", message: "429", retryable: true };
const turnOf = (call: ModelCall) => call.messages.filter((message) => message.role === "assistant").length;
const rows = Array.from({ length: 2_000 }, (_, id) => ({ id, words: `row number ${id}` }));

/** A supervisor with two workers at once, a large result, a failed tool, another attempt, refusals, a correction. */
async function drivenRun() {
  const bench = createBench({
    models(call, nth) {
      const who = call.messages[0]?.content;
      const turn = turnOf(call);
      if (who === "You are reader.") {
        if (turn === 0)
          return {
            calls: [
              { name: "erp", arguments: {} },
              { name: "tms", arguments: {} },
            ],
          };
        return { text: "Everything was read." };
      }
      if (who === "You are writer.") return { text: JSON.stringify({ rows, words: "x".repeat(400) }) };
      if (nth === 1) return { failure: busy };
      if (turn === 0) return { text: "I could answer that myself." };
      if (turn === 1) return { calls: [{ name: "guess", arguments: {} }] };
      if (turn === 2)
        return {
          calls: [
            { name: "reader", arguments: {} },
            { name: "writer", arguments: {} },
          ],
        };
      return { calls: [{ name: "finish", arguments: { references: ["reader#1"] } }] };
    },
    tools: (call) =>
      call.name === "tms"
        ? { status: "failed", failure: offline }
        : { status: "ok", result: { rows }, held: false, notes: [] },
  });
  const output = texts("words");
  const desk = agent("desk", {
    role: "supervisor",
    calls: [calls("worker", "reader", [field("about", "input.topic")]), calls("worker", "writer", [])],
  });
  const plan = planOf(desk, [
    agent("reader", { calls: [calls("tool", "erp", []), calls("tool", "tms", [])] }),
    agent("writer", { output: { ...output, properties: { ...output.properties, rows: { type: "array" } } } }),
    tool("erp", "read", texts()),
    tool("tms", "read", texts()),
  ]);
  await bench.start(plan, topic("stock"));
  await bench.drive();
  return { bench, plan, trace: foldAll("run-1", await bench.events()) };
}

test("what the trace tells of every request is what the model was sent, to the letter", async () => {
  const { bench, plan, trace } = await drivenRun();
  const sources = {
    instructions(id: string) {
      const step = mainOf(plan).steps.find((candidate) => candidate.id === id);
      return step?.kind === "agent" ? step.instructions : "";
    },
    load: async (value: { hash: string; inline?: string | undefined }) =>
      value.inline ?? (await bench.log.blob("run-1", value.hash)) ?? "",
  };
  const spans = [...trace.spans.values()].filter((span) => span.kind === "model");
  expect(spans).toHaveLength(bench.models.calls.length);
  expect(spans.length).toBeGreaterThanOrEqual(8);
  for (const [index, span] of spans.entries())
    expect(await requestAsSent(trace, span, sources)).toEqual(bench.models.calls[index]?.messages);
  const told = JSON.stringify(bench.models.calls.at(-1)?.messages);
  expect(told).toContain("2000 items");
  expect(told).toContain("There is nothing called guess");
});
