import type { GraphEdge } from "../graph/edge.ts";
import type { Graph } from "../graph/graph.ts";
import { type GraphIndex, indexGraph } from "../graph/graph-index.ts";
import type { Issue, Surroundings } from "../graph/issue.ts";
import { type KnownPrice, priceOf } from "../graph/known-price.ts";
import { modelsOf } from "../graph/models-of.ts";
import { type GraphNode, type ModelChoice, type OutputNode, SIMULATED_MODEL } from "../graph/node.ts";
import { effectOf } from "../graph/tool.ts";
import { validate } from "../graph/validate.ts";
import { callsOf, planField, toolParameters } from "./calls.ts";
import { PLAN_VERSION, type Plan, type PlanFlow, type PlanModel, type PlanStep } from "./plan.ts";
import { samplesByNode, type ToolSamples } from "./samples.ts";

/** What a model gets of what its step receives, UTF-8 bytes: some 64,000 tokens. */
const CONTEXT_BYTES = 256_000;

/** A plan, or the errors that prevent one. */
export type Compiled = { ok: true; plan: Plan } | { ok: false; issues: Issue[] };

/**
 * The kind of run that a plan is for. A simulated run needs no models. Its plan carries sample values from the
 * tables behind tools, for what the simulated model makes up.
 */
export type RunKind = { mode: "real" } | { mode: "simulated"; samples: ToolSamples };

/**
 * Compiles a graph into a frozen plan: the steps that the input leads to, in drawing order, with the calls they
 * offer and what their models cost. Returns the issues instead if one of them is an error. The same graph always
 * compiles to the same plan.
 */
export function compile(
  graph: Graph,
  surroundings?: Surroundings,
  run: RunKind = { mode: "real" },
): Compiled {
  const issues = validate(graph, surroundings).filter(
    (issue) => issue.severity === "error" && (issue.mode === undefined || issue.mode === run.mode),
  );
  if (issues.length > 0) return { ok: false, issues };
  const index = indexGraph(graph);
  const steps = graph.nodes
    .filter((node) => index.reached.has(node.id))
    .flatMap((node) => stepsOf(index, node, surroundings?.prices ?? []))
    .map(forKind(index, run));
  const entry = steps.find((step) => step.kind === "input");
  // Validation has just found exactly one input.
  if (!entry) throw new Error("a graph without an input came through validation");
  const ids = new Set(steps.map((step) => step.id));
  const flows = graph.edges.flatMap((edge) =>
    ids.has(edge.from) && ids.has(edge.to) ? flowOf(index, edge) : [],
  );
  return { ok: true, plan: { planVersion: PLAN_VERSION, entry: entry.id, steps, flows } };
}

function stepsOf(index: GraphIndex, node: GraphNode, prices: readonly KnownPrice[]): PlanStep[] {
  const base = { id: node.id, name: node.name, callName: node.referenceName, description: node.description };
  switch (node.kind) {
    case "input":
      return [{ ...base, kind: "input", schema: node.schema }];
    case "agent":
    case "supervisor": {
      const { kind, instructions, limits, retry, timeoutMs } = node;
      const models = modelsOf(index.graph, node).map((choice) => planModel(choice, prices));
      const role =
        kind === "supervisor" ? { role: kind, output: null, simulatedReply: null } : agentRole(node);
      const calls = callsOf(index, node);
      const bounds = { limits, retry, timeoutMs, contextBytes: CONTEXT_BYTES };
      return [{ ...base, kind: "agent", ...role, instructions, models, calls, ...bounds }];
    }
    case "tool":
      return [
        {
          ...base,
          kind: "tool",
          parameters: toolParameters(node),
          tool: node.tool,
          effect: effectOf(node.tool),
        },
      ];
    case "output":
      return [{ ...base, kind: "output", template: node.template, shows: shownBy(index, node) }];
    case "branch":
    case "note":
    case "unknown":
      return [];
  }
}

/** The steps whose results an output without a template shows, in the order of the edges that lead to it. */
function shownBy(index: GraphIndex, output: OutputNode): string[] {
  return output.template.trim() === "" ? index.into(output.id).map((edge) => edge.from) : [];
}

/** Stands in for an agent's model in a simulated run when none was chosen; no price list contains it. */
const NO_MODEL: PlanModel = { connectionId: null, model: SIMULATED_MODEL, price: null };

/** Adds to the steps of a simulated run a model where none was chosen, and samples for what the models write. */
function forKind(index: GraphIndex, run: RunKind): (step: PlanStep) => PlanStep {
  if (run.mode === "real") return (step) => step;
  const samplesOf = samplesByNode(index, run.samples);
  return (step) => {
    const node = index.node(step.id);
    if (step.kind !== "agent" || !node) return step;
    const named = step.models.filter(({ model }) => model.trim() !== "");
    const samples = samplesOf(node);
    return {
      ...step,
      models: named.length > 0 ? named : [NO_MODEL],
      ...(samples.size > 0 && {
        samples: Object.fromEntries([...samples].map(([name, values]) => [name, [...values]])),
      }),
    };
  };
}

function planModel(choice: ModelChoice, prices: readonly KnownPrice[]): PlanModel {
  const { connectionId, model } = choice;
  const price = priceOf(prices, model);
  if (price === null) return { connectionId, model, price };
  const { input, output, cachedInput = input, maxInputTokens } = price;
  const most = maxInputTokens === undefined ? {} : { maxInputTokens };
  return { connectionId, model, price: { input, output, cachedInput, ...most } };
}

function agentRole({ output, simulatedReply }: Extract<GraphNode, { kind: "agent" }>) {
  return { role: "agent" as const, output, simulatedReply };
}

function flowOf(index: GraphIndex, edge: GraphEdge): PlanFlow[] {
  if (edge.kind !== "flow") return [];
  const { id, from, to, context } = edge;
  // Outputs read results directly, and tools receive only their parameters.
  const thinks = ["agent", "supervisor"].includes(index.node(to)?.kind ?? "");
  return [{ edge: id, from, to, fields: context.map(planField), handsOn: thinks && context.length === 0 }];
}
