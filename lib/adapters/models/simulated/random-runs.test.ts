import fc from "fast-check";
import { expect, test } from "vitest";
import type { ModelResult, ToolCall, ToolResult } from "../../../engine/ports.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { isJsonObject } from "../../../graph/json.ts";
import { makeValue } from "../../../graph/made-up/make-value.ts";
import { defaultLimits } from "../../../graph/new-node.ts";
import { compile } from "../../../plan/compile.ts";
import { createBench } from "../../memory/run-bench.ts";
import { buildGraph } from "../../memory/simulation/build-graph.ts";
import { graphSpec } from "../../memory/simulation/random-graph.ts";
import { createModels } from "../models.ts";
import { answerRequest } from "./answer-request.ts";

const models = createModels({ connection: async () => null });

/** The simulated model's answer to a call, without the SDK between, which other tests have. */
function complete(body: string): ModelResult {
  const answer = answerRequest(body);
  const nothing = {
    usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 1, estimated: true },
    costNanos: null,
  };
  const rest = { ...nothing, model: "m", firstTokenMs: 0, chunks: [], cancelled: false };
  if (!answer.ok) {
    const { code, message } = answer.error;
    return {
      ...rest,
      text: "",
      calls: [],
      finishReason: "stop",
      failure: { code, message, retryable: false },
    };
  }
  const { text, calls, finishReason } = answer.completion;
  return { ...rest, text, calls, finishReason, failure: null, madeUp: answer.madeUp };
}

function perform({ tool }: ToolCall): ToolResult {
  const result: JsonObject =
    tool.type === "sql" ? { rows: [{ id: 7 }], rowCount: 1, truncated: false } : { done: true };
  return { status: "ok", result, held: false, notes: [] };
}

/** Without models, and without limits that a run could come up against. */
function unlimited(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) =>
    node.kind === "agent" || node.kind === "supervisor"
      ? { ...node, models: [], limits: { ...defaultLimits(), maxTurns: 40 } }
      : node,
  );
  return { ...graph, nodes };
}

function inputFor(graph: Graph): JsonObject {
  const form = graph.nodes.find((node) => node.kind === "input");
  const input = form?.kind === "input" ? makeValue(form.schema, "input", "seed") : {};
  return isJsonObject(input) ? input : {};
}

/** Runs the graph to its end; how it ended, and what went wrong inside. */
async function run(graph: Graph) {
  const compiled = compile(unlimited(graph), undefined, { mode: "simulated", samples: {} });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  const bench = createBench({ models: () => ({}), tools: perform });
  bench.ports.models = {
    request: models.request,
    complete: async (call) => complete(JSON.stringify(models.request(call))),
  };
  await bench.start(compiled.plan, inputFor(graph), "simulated");
  const driven = await bench.drive();
  const events = await bench.events();
  const end = events.at(-1);
  return { driven, outcome: end?.type === "run-end" ? end.outcome : null, events };
}

test("a simulated run of any graph without problems ends well, whatever it has to make up", async () => {
  const counts = new Map<string, number>();
  const specs = fc.sample(graphSpec, { numRuns: 150, seed: 5 });
  for (const spec of specs) {
    const { driven, outcome, events } = await run(buildGraph(spec));
    if (JSON.stringify(outcome).includes("context-missing")) {
      const g = buildGraph(spec);
      console.log(JSON.stringify(g.edges, null, 0));
      for (const e of events) {
        if (e.type === "decision") console.log(JSON.stringify(e.decision));
        if (e.type === "span-end" && e.outcome.status !== "ok") console.log(JSON.stringify(e.outcome));
        if (e.type === "context-fill" && e.problem) console.log(JSON.stringify(e));
      }
    }
    const key = `${driven} ${JSON.stringify(outcome).slice(0, 300)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  console.log([...counts].sort((a, b) => b[1] - a[1]));
});
