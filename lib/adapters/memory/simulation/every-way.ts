import type { GraphEdge } from "../../../graph/edge.ts";
import type { GraphNode } from "../../../graph/node.ts";

/** Hands over what a tool or a workflow requires on each flow into it, as on the one that has it: it may come alone. */
export function handOverOnEveryWay({
  nodes,
  edges,
}: {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}) {
  for (const node of nodes) {
    if (node.kind !== "tool" && node.kind !== "workflow") continue;
    const into = edges.filter((edge) => edge.kind === "flow").filter(({ to }) => to === node.id);
    const known = new Map(
      into.flatMap(({ context }) => context.map((field) => [field.name, field] as const)),
    );
    for (const { context } of into)
      for (const name of node.parameters.required) {
        const field = known.get(name);
        if (field && !context.some((one) => one.name === name)) context.push({ ...field });
      }
  }
}
