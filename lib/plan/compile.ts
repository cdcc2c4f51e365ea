import { type GraphEdge, isControl, isWayBack } from "../graph/edge.ts";
import type { Graph } from "../graph/graph.ts";
import { type GraphIndex, indexGraph, perIndex } from "../graph/graph-index.ts";
import type { Issue, Surroundings } from "../graph/issue.ts";
import { type KnownPrice, priceOf } from "../graph/known-price.ts";
import { loopsOf } from "../graph/loops.ts";
import { modelsOf } from "../graph/models-of.ts";
import { type GraphNode, type Join, type ModelChoice, SIMULATED_MODEL } from "../graph/node.ts";
import { shownBy } from "../graph/shown-by.ts";
import { effectOf } from "../graph/tool.ts";
import { validate } from "../graph/validate.ts";
import { callsOf, planField, toolParameters } from "./calls.ts";
import { FORMAT } from "./format.ts";
import type { FlowPlan, Plan, PlanFlow, PlanModel, PlanStep } from "./plan.ts";
import { planId } from "./plan-id.ts";
import { type SamplesOfGraphs, samplesByNode } from "./samples.ts";

/** What a model gets of what its step receives, UTF-8 bytes: some 64,000 tokens. */
const CONTEXT_BYTES = 256_000;

/** A plan, or the errors that prevent one. */
export type Compiled = { ok: true; plan: Plan } | { ok: false; issues: Issue[] };

/**
 * The kind of run that a plan is for. A simulated run needs no models. Its plan carries sample values from the
 * tables behind tools, for what the simulated model makes up.
 */
export type RunKind = { mode: "real" } | { mode: "simulated"; samples?: SamplesOfGraphs };

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
  const plans: Record<string, FlowPlan> = { [MAIN]: flowPlan(graph, surroundings, run) };
  // Validation has looked into the versions that are used, too.
  for (const { id, version, graph: used } of surroundings?.workflows ?? [])
    plans[planId({ id, version })] = flowPlan(used, surroundings, run);
  return { ok: true, plan: { planVersion: FORMAT, main: MAIN, plans: usedPlans(plans) } };
}

/** The plans that the main one leads to, itself first. */
function usedPlans(plans: Record<string, FlowPlan>): Record<string, FlowPlan> {
  const used: Record<string, FlowPlan> = {};
  const left = [MAIN];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const plan = plans[id];
    if (!plan || used[id]) continue;
    used[id] = plan;
    left.push(...plan.steps.flatMap((step) => (step.kind === "workflow" ? step.plan : [])));
  }
  return used;
}

function flowPlan(graph: Graph, surroundings: Surroundings | undefined, run: RunKind): FlowPlan {
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
  return { entry: entry.id, steps, flows };
}

/** The id of the plan of the graph itself. */
const MAIN = "main";

function stepsOf(index: GraphIndex, node: GraphNode, prices: readonly KnownPrice[]): PlanStep[] {
  const base = { id: node.id, name: node.name, callName: node.referenceName, description: node.description };
  const join = "join" in node && node.join ? node.join : WAITS_FOR_ALL;
  const onFailure = ("onFailure" in node && node.onFailure) || null;
  switch (node.kind) {
    case "input":
      return [{ ...base, kind: "input", schema: node.schema }];
    case "agent":
    case "supervisor": {
      const { kind, instructions, limits, retry, timeoutMs } = node;
      const models = modelsOf(index.graph, node).map((choice) => planModel(choice, prices));
      const role =
        kind === "supervisor"
          ? { role: kind, output: null, simulatedReply: null, accept: null }
          : agentRole(node);
      const calls = callsOf(index, node);
      const bounds = { limits, retry, timeoutMs, contextBytes: CONTEXT_BYTES };
      return [{ ...base, join, onFailure, kind: "agent", ...role, instructions, models, calls, ...bounds }];
    }
    case "tool":
      return [
        {
          ...base,
          join,
          onFailure,
          kind: "tool",
          parameters: toolParameters(node),
          tool: node.tool,
          effect: effectOf(node.tool),
          retry: node.retry ?? ONCE,
        },
      ];
    case "map": {
      const { items, concurrency, failedItems } = node;
      const edge = index.from(node.id).find(({ kind }) => kind === "item");
      if (edge?.kind !== "item") return [];
      const asked = { worker: edge.to, fields: edge.context.map(planField) };
      return [{ ...base, join, onFailure, kind: "map", items, ...asked, concurrency, failedItems }];
    }
    case "workflow": {
      const { workflow, parameters } = node;
      if (!workflow) return [];
      return [{ ...base, join, onFailure, kind: "workflow", plan: planId(workflow), parameters }];
    }
    case "output":
      return [{ ...base, join, kind: "output", template: node.template, shows: shownBy(index, node) }];
    case "branch":
      return [{ ...base, join, kind: "branch", takes: node.takes }];
    case "note":
    case "unknown":
      return [];
  }
}

/** The join of a step that has none of its own, and the attempts of a tool without retries. */
const WAITS_FOR_ALL: Join = { needs: "all", withinMs: null };
const ONCE = { attempts: 1, backoffMs: 0 };

/** Stands in for an agent's model in a simulated run when none was chosen; no price list contains it. */
const NO_MODEL: PlanModel = { connectionId: null, model: SIMULATED_MODEL, price: null };

/** Adds to the steps of a simulated run a model where none was chosen, and samples for what the models write. */
function forKind(index: GraphIndex, run: RunKind): (step: PlanStep) => PlanStep {
  if (run.mode === "real") return (step) => step;
  const samplesOf = samplesByNode(index, run.samples ?? new Map());
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

function agentRole({ output, simulatedReply, accept }: Extract<GraphNode, { kind: "agent" }>) {
  return { role: "agent" as const, output, simulatedReply, accept: accept ?? null };
}

function flowOf(index: GraphIndex, edge: GraphEdge): PlanFlow[] {
  if (!isControl(edge)) return [];
  const { id, from, to, context } = edge;
  const loop = isWayBack(edge) ? loopsByEdge(index).get(id) : undefined;
  const back = edge.back && loop ? { ...edge.back, loop: [...loop.steps] } : null;
  // What a handoff hands on is the result of who hands over.
  if (edge.kind === "handoff")
    return [{ edge: id, from, to, fields: [], handsOn: false, on: "handoff", when: null, back }];
  const { on = "ok", when = null } = edge;
  // Outputs and branches read results directly, and tools receive only their parameters.
  const receives = ["agent", "supervisor", "branch"].includes(index.node(to)?.kind ?? "");
  const handsOn = receives && context.length === 0;
  return [{ edge: id, from, to, fields: context.map(planField), handsOn, on, when, back }];
}

const loopsByEdge = perIndex((index) => new Map(loopsOf(index).map((loop) => [loop.edge, loop])));
