import { expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { firstDifference } from "../../engine/redecide.ts";
import { indexGraph } from "../../graph/graph-index.ts";
import { orderException } from "../../graph/templates/order-exception.ts";
import { MODEL_BYTES } from "../../graph/tool.ts";
import { callsOf } from "../../plan/calls.ts";
import type { Call, PlanField } from "../../plan/plan.ts";
import { foldAll } from "../../trace/fold.ts";
import { requestAsSent } from "../../trace/request-as-sent.ts";
import { createBench } from "./run-bench.ts";
import { agent, calls, planOf, texts, tool, topic } from "./small-plan.ts";

const MANY_BYTES = 5_800_000;
const found = { rows: "ü".repeat(MANY_BYTES / 2) };
const turnOf = (call: ModelCall) => call.messages.filter((message) => message.role === "assistant").length;
const bytesOf = (call: ModelCall) => new TextEncoder().encode(JSON.stringify(call.messages)).length;
const byReference: PlanField = { name: "found", schema: {}, required: true, fill: { by: "reference" } };

/** A call as it is compiled, with what the model may get of its result. */
const bounded = (call: Call, modelBytes: number): Call =>
  call.means.kind === "finish" || call.means.kind === "handoff"
    ? call
    : { ...call, means: { ...call.means, modelBytes } };

/** A supervisor that looks something large up and hands it to a writer; both stay within 10 and 20 kB. */
async function drivenRun() {
  const bench = createBench({
    models(call) {
      if (call.messages[0]?.content === "You are writer.") return { text: "Written." };
      if (turnOf(call) === 0) return { calls: [{ name: "erp", arguments: {} }] };
      if (turnOf(call) === 1) return { calls: [{ name: "writer", arguments: { found: "erp#1" } }] };
      return { calls: [{ name: "finish", arguments: { references: ["writer#1"] } }] };
    },
    tools: () => ({ status: "ok", result: found, held: false, notes: [] }),
  });
  const writer = calls("worker", "writer", [byReference]);
  const plan = planOf(
    agent("desk", {
      role: "supervisor",
      calls: [
        bounded(calls("tool", "erp", []), 10_000),
        bounded({ ...writer, offered: texts("found") }, 10_000),
      ],
    }),
    [agent("writer", { contextBytes: 20_000 }), tool("erp", "read", texts())],
  );
  await bench.start(plan, topic("stock"));
  await bench.drive();
  return { bench, plan, events: await bench.events() };
}

test("no request holds more of a result than its bound, whoever it is handed to, and the log has the whole", async () => {
  const { bench, plan, events } = await drivenRun();
  expect(events.at(-1)).toMatchObject({ type: "run-end", outcome: { status: "ok" } });
  const [, asked, written] = bench.models.calls;
  if (!asked || !written) throw new Error("expected three calls");
  for (const call of bench.models.calls) expect(bytesOf(call)).toBeLessThan(25_000);
  expect(asked.messages.at(-1)?.content).toMatch(/^\{"rows":"ü+\n\n\[Cut here: .*10000 of 5800011 bytes/);
  expect(JSON.parse(written.messages[1]?.content ?? "").found).toMatch(/Cut here/);
  const trace = foldAll("run-1", events);
  const tools = [...trace.spans.values()].filter((span) => span.kind === "tool");
  expect(tools.map(({ result }) => result?.bytes)).toEqual([5_800_011]);
  expect(firstDifference(plan, "run-1", events)).toBeNull();
});

test("the trace shows the cut requests to the letter", async () => {
  const { bench, events } = await drivenRun();
  const trace = foldAll("run-1", events);
  const sources = {
    instructions: (id: string) => `You are ${id}.`,
    load: async (value: { hash: string; inline?: string | undefined }) =>
      value.inline ?? (await bench.log.blob("run-1", value.hash)) ?? "",
  };
  const spans = [...trace.spans.values()].filter((span) => span.kind === "model");
  expect(spans).toHaveLength(4);
  for (const [index, span] of spans.entries())
    expect(await requestAsSent(trace, span, sources)).toEqual(bench.models.calls[index]?.messages);
});

test("a plan bounds every result: as the tool says, else at 64 kB", () => {
  const { graph } = orderException();
  const nodes = graph.nodes.map((node) =>
    node.id === "rules" && node.kind === "tool"
      ? { ...node, tool: { ...node.tool, modelBytes: 5_000 } }
      : node,
  );
  const index = indexGraph({ ...graph, nodes });
  const bounds = new Map(
    nodes
      .flatMap((node) => (node.kind === "agent" || node.kind === "supervisor" ? callsOf(index, node) : []))
      .flatMap(({ means }) => ("modelBytes" in means ? [[means.step, means.modelBytes] as const] : [])),
  );
  expect(bounds.get("rules")).toBe(5_000);
  expect(new Set([...bounds].filter(([id]) => id !== "rules").map(([, bytes]) => bytes))).toEqual(
    new Set([MODEL_BYTES]),
  );
});
