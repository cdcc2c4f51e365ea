import type { FlowEdge, GraphEdge, ItemEdge, ToolEdge } from "@/lib/graph/edge.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/** What goes along an edge, where no field says it; or what its receiver sees besides the fields. Empty: nothing to say. */
export function goesOnWords(edge: Exclude<GraphEdge, ToolEdge>, from: GraphNode, to: GraphNode): string {
  switch (edge.kind) {
    case "worker":
      return to.kind === "workflow"
        ? `Each field fills what has its name in the input of ${to.name}.`
        : `${to.name} sees its instructions and these fields, nothing else.`;
    case "item":
      return forEach(edge, to);
    case "handoff":
      return edge.context.length === 0
        ? `Nothing set: ${to.name} receives what ${from.name || "the agent"} itself received.`
        : `${to.name} receives these fields, and not what ${from.name || "the agent"} received.`;
    case "flow":
      return edge.context.length === 0 || to.kind === "map" ? onFlow(edge, from, to) : "";
  }
}

function forEach({ context }: ItemEdge, to: GraphNode): string {
  if (to.kind !== "tool" && to.kind !== "workflow")
    return context.length === 0
      ? `Nothing set: ${to.name} receives each item under the name item.`
      : `For each item, ${to.name} receives these fields and nothing else.`;
  if (context.length > 0) return `For each item, these fields fill the parameters of ${to.name}.`;
  const [only, ...others] = to.parameters.required;
  const orOnly =
    only === undefined || others.length > 0 ? "" : ` An item that is no object becomes its ${only}.`;
  return `Nothing set: the item itself is what ${to.name} is called with, an object with its parameters.${orOnly}`;
}

function onFlow({ on, back }: FlowEdge, from: GraphNode, to: GraphNode): string {
  if (to.kind === "branch") return "A branch hands on what it receives to where it goes on.";
  if (to.kind === "output") return "Its result; an output with a template reads whatever the template names.";
  if (to.kind === "map")
    return "A map finds its list by its own settings, so nothing needs to go along here.";
  if (to.kind === "tool") return "Nothing set: a tool receives what its parameters are filled with.";
  if (to.kind === "workflow") return "Nothing set: a workflow receives what its input form is filled with.";
  if (on === "failed") return `Nothing set: why ${from.name} has failed goes on, and the run's input.`;
  if (back)
    return `Nothing set: what came before goes on, the run's input, and what ${to.name} answered last.`;
  if (from.kind === "branch") return `Nothing set: what ${from.name} receives goes on.`;
  return from.kind === "input"
    ? "Nothing set: the run's input goes on as it is."
    : `Nothing set: the result of ${from.name || "the step before"} goes on, and the run's input.`;
}
