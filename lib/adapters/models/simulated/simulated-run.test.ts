import { afterEach, expect, test } from "vitest";
import { driveRun } from "../../../engine/drive.ts";
import type { ToolCall } from "../../../engine/ports.ts";
import type { RunMode } from "../../../run/run-mode.ts";
import { foldAll } from "../../../trace/fold.ts";
import { createBench } from "../../memory/run-bench.ts";
import { agent, calls, field, planOf, texts, tool, topic } from "../../memory/small-plan.ts";
import { NO_MASK } from "../../secrets/mask.ts";
import { createModels } from "../models.ts";
import { type ScriptedServer, startScriptedServer } from "../scripted/scripted-server.ts";

const lead = agent("lead", {
  role: "supervisor",
  calls: [
    calls("worker", "find", [field("topic")]),
    calls("worker", "check", [field("topic")]),
    {
      ...calls(
        "worker",
        "write",
        [field("found", "results.find"), field("checked", "results.check")],
        ["find", "check"],
      ),
      description: "Writes the answer. Needs: find, check.",
    },
  ],
});
const find = agent("find", { calls: [calls("tool", "catalogue", [field("topic")])] });
const write = agent("write", { simulatedReply: '"Written from: " + context.found + " " + context.checked' });
const plan = planOf(
  lead,
  [find, agent("check"), write, tool("catalogue", "read", texts("topic"))],
  "{{ results.lead.write }}",
);

/** Drives the plan once with these models; returns its answer, its decisions and what the tool was asked. */
async function run(mode: RunMode, baseUrl: string | null) {
  const asked: ToolCall[] = [];
  const bench = createBench({ models: () => ({ text: "never asked" }) });
  const models = createModels({
    maskOf: async () => NO_MASK,
    connection: async () => (baseUrl === null ? null : { baseUrl, secret: null }),
  });
  const tools = {
    async perform(call: ToolCall) {
      asked.push(call);
      return { status: "ok" as const, result: { title: "Water Music", year: 1717 }, held: false, notes: [] };
    },
  };
  await bench.start(plan, topic("Handel"), mode);
  const signal = new AbortController().signal;
  const runner = { name: "tester", leaseMs: 60_000, signal };
  const end = await driveRun({ ...bench.ports, models, tools }, "run-1", runner);
  expect(end).toBe("ended");
  const events = await bench.events();
  const trace = foldAll("run-1", events);
  const named = (spans: number[]) => spans.flatMap((span) => trace.spans.get(span)?.name ?? []);
  /** Who was asked together, and at the end whose results were named. */
  const decisions = trace.decisions.flatMap(({ seq, decision }): { what: string; chosen: string[] }[] => {
    if (decision.what === "finish") return [{ what: decision.what, chosen: named(decision.references) }];
    if (decision.what !== "route") return [];
    const asker = trace.spans.get(decision.span)?.children.map((id) => trace.spans.get(id)) ?? [];
    const reply = asker.findLast((span) => span?.kind === "model" && span.id < seq)?.reply;
    return [
      { what: decision.what, chosen: decision.calls.flatMap((call) => reply?.calls[call]?.name ?? []) },
    ];
  });
  return { answer: await bench.answer(), decisions, asked: asked.map((call) => call.arguments) };
}

test("a simulated run asks workers in the order of their needs and answers from what tools gave", async () => {
  const { answer, decisions, asked } = await run("simulated", null);
  expect(answer).toBe(
    "Written from: From catalogue: title Water Music, year 1717. (Simulated answer to “You are find”.) From what was given: topic Handel. (Simulated answer to “You are check”.)",
  );
  const routes = decisions.filter((decision) => decision.what === "route").map((decision) => decision.chosen);
  expect(routes).toEqual([["find", "check"], ["catalogue"], ["write"]]);
  expect(decisions.at(-1)?.chosen).toEqual(["find", "check", "write"]);
  expect(asked).toEqual([{ topic: "Handel" }]);
});

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

test("a real run over an endpoint that answers alike takes the same course, its first workers overlapping", async () => {
  server = await startScriptedServer({ script: () => ({ kind: "simulated", firstTokenMs: 80 }) });
  const { answer, decisions, asked } = await run("real", server.baseUrl);
  // Without the author's reply, which real endpoints never get, the answer is composed.
  expect(answer).toBe(
    "From what was given: found “From catalogue: title Water Music, year 1717”, checked “From what was given: topic Handel”. (Simulated answer to “You are write”.)",
  );
  expect(decisions.at(-1)?.chosen).toEqual(["find", "check", "write"]);
  expect(asked).toEqual([{ topic: "Handel" }]);
  expect(server.maxOpen()).toBe(2);
});
