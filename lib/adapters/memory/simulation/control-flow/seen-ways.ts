import { emptyGraph, type Graph } from "../../../../graph/graph.ts";
import { indexGraph } from "../../../../graph/graph-index.ts";
import { newNode } from "../../../../graph/new-node.ts";
import type { GraphNode } from "../../../../graph/node.ts";
import { waysInto } from "../../../../graph/ways/ways-into.ts";
import type { FlowPlan, PlanStep } from "../../../../plan/plan.ts";
import { tryAll } from "./every-order.ts";
import type { Consequence } from "./facts.ts";
import { Follower } from "./follower.ts";
import type { SmallGraph } from "./small-graphs.ts";

/** Where what a drawing tells of the ways into its steps and what its runs do are not the same. */
export type Disagreement = { step: string; told: string[]; seen: string[] };

/**
 * Compares the ways in which steps of a small graph are said to begin with those in which they do, in all runs there are.
 * What a step begins with always has one of the ways that are told in it. Each that is certain happens, itself or less, unless another
 * step waits for fewer than all, so that what nobody needs any more is cancelled, or a way back may always be used up first.
 */
export function disagreements(graph: SmallGraph): Disagreement[] {
  const { steps, flows } = graph.plan;
  const index = indexGraph(drawn(graph.plan));
  const seen = beginnings(graph);
  const racing = steps.filter((step) => step.kind !== "input" && step.join.needs !== "all");
  const goesBack = flows.some(({ back }) => back !== null);
  return steps.flatMap(({ id, kind }) => {
    if (kind === "input" || !flows.some(({ to }) => to === id)) return [];
    const ways = waysInto(index, id) ?? [];
    const told = ways.map((way) => new Set(way.flows.map((flow) => flow.id)));
    const certain = told.filter((_, at) => ways[at]?.certain);
    const begun = seen.get(id) ?? [];
    const isExact = !goesBack && racing.every((step) => step.id === id);
    const isAgreed =
      begun.every((one) => told.some((way) => way.isSubsetOf(one))) &&
      (!isExact || certain.every((way) => begun.some((one) => one.isSubsetOf(way))));
    const words = (sets: readonly ReadonlySet<string>[]) => sets.map((set) => [...set].join("+"));
    return isAgreed ? [] : [{ step: id, told: words(told), seen: words(begun) }];
  });
}

/** The flows by which each step has begun in any run, ways back left out. */
function beginnings(graph: SmallGraph): Map<string, ReadonlySet<string>[]> {
  const back = new Set(graph.plan.flows.filter((flow) => flow.back).map(({ edge }) => edge));
  const seen = new Map<string, Map<string, ReadonlySet<string>>>();
  const look = (consequences: readonly Consequence[]) => {
    for (const one of consequences) {
      if (one.what !== "begin") continue;
      const flows = one.passed.filter((edge) => !back.has(edge));
      const ofStep = seen.get(one.step) ?? new Map();
      seen.set(one.step, ofStep.set(flows.join(), new Set(flows)));
    }
  };
  for (const input of graph.inputs) look(new Follower(graph.plan, input).start());
  tryAll(graph, ({ after }) => look(after.consequences));
  return new Map([...seen].map(([step, sets]) => [step, [...sets.values()]]));
}

/** The drawing that a small plan could have been made from. */
function drawn({ steps, flows }: FlowPlan): Graph {
  const edges = flows.map(({ edge, from, to, on, when, back }) => ({
    ...{ id: edge, kind: "flow" as const, from, to, context: [] },
    ...(on === "failed" && { on }),
    ...(when !== null && { when }),
    ...(back && { back: { most: back.most, usedUp: back.usedUp } }),
  }));
  return { ...emptyGraph(), nodes: steps.map(nodeOf), edges };
}

function nodeOf(step: PlanStep): GraphNode {
  const node = newNode(step.kind, step.id);
  if (node.kind === "branch" && step.kind === "branch")
    return { ...node, takes: step.takes, join: step.join };
  if (node.kind === "output" && step.kind === "output") return { ...node, join: step.join };
  if (node.kind !== "tool" || step.kind !== "tool") return node;
  const { join, onFailure } = step;
  return { ...node, join, ...(onFailure && { onFailure }) };
}
