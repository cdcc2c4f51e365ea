import type { Graph } from "@/lib/graph/graph.ts";
import { type KnownPrice, priceOf } from "@/lib/graph/known-price.ts";
import { modelsOf } from "@/lib/graph/models-of.ts";
import type { AgentNode, GraphNode, SupervisorNode } from "@/lib/graph/node.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import type { JudgedRuns } from "@/lib/views/judged-runs.ts";

/**
 * What a run would cost with the models chosen now. `models`: those in use, the most used first; `unpriced`: those
 * without a price; `modelless`: agents without a model; `more`: agents that no judged run asked, or workflows whose
 * inside isn't counted, so it may cost more; `perItem`: it goes by as many items as the judged runs had.
 */
export type Estimate = {
  costNanos: number | null;
  models: string[];
  unpriced: string[];
  modelless: boolean;
  more: boolean;
  perItem: boolean;
};

/** The tokens of the judged runs at the price of each agent's first model now; null where no agent can be judged. */
export function estimateRun(
  graph: Graph,
  prices: readonly KnownPrice[],
  judged: JudgedRuns | null,
): Estimate | null {
  const tokens = new Map(judged?.steps.map((one) => [one.step, one]));
  const reached = nodesReached(graph);
  const agents = reached.filter(isThinking);
  const asked = agents.filter(({ id }) => tokens.has(id));
  const taken = new Map<string, number>();
  const unpriced = new Set<string>();
  let cost = 0;
  let modelless = false;
  for (const node of agents) {
    const model = firstModel(graph, node);
    const used = tokens.get(node.id);
    if (model === null) modelless = true;
    else {
      const price = priceOf(prices, model);
      if (!price) unpriced.add(model);
      taken.set(model, (taken.get(model) ?? 0) + (used ? used.inputTokens + used.outputTokens : 0));
      if (price && used) cost += used.inputTokens * price.input + used.outputTokens * price.output;
    }
  }
  if (agents.length === 0 || (asked.length === 0 && unpriced.size === 0)) return null;
  return {
    costNanos: unpriced.size > 0 || modelless ? null : Math.ceil(cost),
    models: [...taken].toSorted((a, b) => b[1] - a[1]).map(([model]) => model),
    unpriced: [...unpriced],
    modelless,
    more: asked.length < agents.length || reached.some(({ kind }) => kind === "workflow"),
    perItem: reached.some(({ kind }) => kind === "map"),
  };
}

/** The tokens of one run that ended on this page. */
export function judgedBy(trace: Trace): JudgedRuns | null {
  if (trace.state !== "ok") return null;
  const steps = new Map<string, JudgedRuns["steps"][number]>();
  for (const span of trace.spans.values()) {
    // What is spent inside a workflow is no step's of this graph.
    if (span.kind !== "model" || span.frame !== null) continue;
    const { inputTokens, outputTokens } = span.totals.usage;
    const before = steps.get(span.step) ?? { step: span.step, inputTokens: 0, outputTokens: 0 };
    steps.set(span.step, {
      step: span.step,
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
    });
  }
  return { runs: 1, steps: [...steps.values()] };
}

function firstModel(graph: Graph, node: AgentNode | SupervisorNode): string | null {
  return modelsOf(graph, node).find(({ model }) => model.trim() !== "")?.model ?? null;
}

const isThinking = (node: GraphNode): node is AgentNode | SupervisorNode =>
  node.kind === "agent" || node.kind === "supervisor";

/** What the input leads to. */
function nodesReached(graph: Graph): GraphNode[] {
  const reached = new Set(graph.nodes.filter(({ kind }) => kind === "input").map(({ id }) => id));
  // Iterating over a set includes what is added meanwhile.
  const next = Map.groupBy(graph.edges, (edge) => edge.from);
  for (const id of reached) for (const edge of next.get(id) ?? []) reached.add(edge.to);
  return graph.nodes.filter(({ id }) => reached.has(id));
}
