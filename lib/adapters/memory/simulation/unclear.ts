import type { FlowEdge, GraphEdge } from "../../../graph/edge.ts";
import type { GraphNode } from "../../../graph/node.ts";
import type { PlanFlow } from "../../../plan/plan.ts";
import { type DrawnStep, drawnPlan, ENTRY } from "./control-flow/drawn-plan.ts";
import { illegal } from "./control-flow/legal.ts";

type Drawn = { nodes: GraphNode[]; edges: GraphEdge[] };

/** True where the graph is not legal, or what it means is left open. */
export function unclear({ nodes, edges }: Drawn): boolean {
  const flows = controlOf({ nodes, edges });
  const input = nodes.find(({ kind }) => kind === "input")?.id;
  const named = (id: string) => (id === input ? ENTRY : id);
  const ends = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const steps = nodes.filter(({ id }) => id !== input && ends.has(id)).map(sketched);
  const drawnFlows = flows.map(({ from, to, on, when, back }) => ({
    from: named(from),
    to: named(to),
    ...(on && { on }),
    when: when ?? null,
    ...(back && { back }),
  }));
  if (illegal(drawnPlan(steps, drawnFlows)) !== null) return true;
  // Two of several that exclude each other never come.
  const excludes =
    nodes.some((node) => node.kind === "branch" && node.takes === "first") || flows.some(({ on }) => on);
  return nodes.some((node) => {
    if (excludes && "join" in node && typeof node.join?.needs === "number") return true;
    const from = flows.filter((flow) => flow.from === node.id);
    const handles = "onFailure" in node && node.onFailure !== undefined;
    return handles && from.some(({ on, back }) => on === "failed" || back?.usedUp === "fail");
  });
}

function sketched(node: GraphNode): DrawnStep {
  const { id, kind } = node;
  if (kind === "branch") return { id, kind: node.takes };
  return { id, kind: kind === "output" ? "output" : "plain" };
}

type Control = Pick<FlowEdge, "from" | "to" | "when" | "back"> & { on?: PlanFlow["on"] | undefined };

/** Flows and handoffs as flows. */
const controlOf = ({ edges }: Drawn): Control[] =>
  edges.flatMap((edge): Control[] => {
    if (edge.kind === "flow") return [edge];
    if (edge.kind !== "handoff") return [];
    const { from, to, back } = edge;
    return [{ from, to, on: "handoff" as const, when: undefined, back }];
  });
