import fc from "fast-check";
import { expect, test } from "vitest";
import type { ModelResult, ToolCall, ToolResult } from "../../../engine/ports.ts";
import type { ContextField, Fill, GraphEdge } from "../../../graph/edge.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { IssueCode } from "../../../graph/issue.ts";
import type { JsonObject } from "../../../graph/json.ts";
import { isJsonObject } from "../../../graph/json.ts";
import { makeValue } from "../../../graph/made-up/make-value.ts";
import { defaultLimits } from "../../../graph/new-node.ts";
import type { GraphNode } from "../../../graph/node.ts";
import { validate } from "../../../graph/validate.ts";
import { compile } from "../../../plan/compile.ts";
import type { Plan } from "../../../plan/plan.ts";
import { createBench } from "../../memory/run-bench.ts";
import { buildGraph } from "../../memory/simulation/build-graph.ts";
import { plainGraphSpec } from "../../memory/simulation/random-graph.ts";
import { NO_MASK } from "../../secrets/mask.ts";
import { createModels } from "../models.ts";
import { answerRequest } from "./answer-request.ts";

const models = createModels({ connection: async () => null, maskOf: async () => NO_MASK });

/** The simulated model's answer to a call, without the SDK between, which other tests have. */
function complete(body: string): ModelResult {
  const answer = answerRequest(body);
  const nothing = {
    usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 1, estimated: true },
    costNanos: null,
  };
  const rest = { ...nothing, model: "m", thinking: "", firstTokenMs: 0, chunks: [], cancelled: false };
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

/** Null where the graph has problems. */
function planOf(graph: Graph): Plan | null {
  const compiled = compile(unlimited(graph), undefined, { mode: "simulated" });
  return compiled.ok ? compiled.plan : null;
}

/** Runs a graph without problems to its end, and says how it ended. */
async function run(graph: Graph, plan: Plan) {
  const bench = createBench({ models: () => ({}), tools: perform });
  bench.ports.models = {
    request: models.request,
    complete: async (call) => complete(JSON.stringify(models.request(call))),
  };
  await bench.start(plan, inputFor(graph), "simulated");
  const driven = await bench.drive();
  const end = (await bench.events()).at(-1);
  return { driven, outcome: end?.type === "run-end" ? end.outcome : null };
}

/** What a run may fail for, and the problem that told of it before. */
const TOLD: Readonly<Record<string, readonly IssueCode[]>> = {
  "context-missing": ["result-later", "wrong-type"],
  "wrong-type": ["wrong-type", "result-later"],
  "wrong-arguments": ["wrong-type", "result-later"],
};

test("a simulated run of any graph ends well without a model or an example, or for a reason that was a problem before", async () => {
  await fc.assert(
    fc.asyncProperty(plainGraphSpec, async (spec) => {
      // Which conditions hold, only a run can tell.
      const graph = certain(buildGraph({ ...spec, control: [] }).graph);
      const plan = planOf(graph);
      if (plan === null) fc.pre(false);
      else await endsWell(graph, plan);
    }),
    { numRuns: 25 },
  );
}, 60_000);

async function endsWell(graph: Graph, plan: Plan) {
  const { driven, outcome } = await run(graph, plan);
  expect(driven).toBe("ended");
  if (outcome?.status === "ok") return;
  const code = outcome?.status === "failed" ? outcome.failure.code : (outcome?.status ?? "none");
  const problems = validate(unlimited(graph)).map((issue) => issue.code);
  expect(problems, JSON.stringify(outcome)).toEqual(
    expect.arrayContaining([expect.toSatisfy((one: IssueCode) => (TOLD[code] ?? []).includes(one))]),
  );
}

/**
 * Without what only a run can tell: x in place of `has(x) ? x : "none"`, and any type, or text, where a path or a
 * reference fills, because results and inputs without a type may be anything.
 */
function certain(graph: Graph): Graph {
  const filled = new Map<string, Set<string>>();
  const edges = graph.edges.map((edge): GraphEdge => {
    const by = edge.kind === "tool" ? edge.fills : edge.context;
    const names = by.filter(({ fill }) => fill.by !== "model").map(({ name }) => name);
    filled.set(edge.to, new Set([...(filled.get(edge.to) ?? []), ...names]));
    return edge.kind === "tool"
      ? { ...edge, fills: edge.fills.map(plain) }
      : { ...edge, context: edge.context.map(plain).map(loose) };
  });
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.kind !== "tool") return node;
    const { properties } = node.parameters;
    const open = [...(filled.get(node.id) ?? [])].map((name) => [name, {}] as const);
    return {
      ...node,
      parameters: { ...node.parameters, properties: { ...properties, ...Object.fromEntries(open) } },
    };
  });
  return { ...graph, nodes, edges };
}

function plain<Field extends { fill: Fill }>(field: Field): Field {
  if (field.fill.by !== "path") return field;
  return {
    ...field,
    fill: { ...field.fill, path: field.fill.path.replace(/^has\(.*\) \? (.*) : "none"$/, "$1") },
  };
}

const loose = (field: ContextField): ContextField =>
  field.fill.by === "model" || field.schema.type === "string" ? field : { ...field, schema: {} };
