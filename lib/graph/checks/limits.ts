import type { GraphIndex } from "../graph-index.ts";
import type { Issue, PublishedWorkflow, Surroundings } from "../issue.ts";
import { type KnownPrice, priceOf } from "../known-price.ts";
import { modelsOf } from "../models-of.ts";
import type { AgentNode, PinnedWorkflow, SupervisorNode, WorkflowNode } from "../node.ts";
import { type Check, called } from "./check.ts";
import { nestingOf } from "./nesting.ts";

type Thinking = AgentNode | SupervisorNode;

/** Checks that every model under a limit of cost has a price: unknown costs can't be limited. */
export const limits: Check = (index, surroundings) => {
  const prices = surroundings?.prices;
  if (!surroundings || !prices) return [];
  const told = new Set<string>();
  const seen = new Set<string>();
  const inside = unpricedInside(surroundings, prices);
  return index.graph.nodes.flatMap((owner): Issue[] => {
    if (!isThinking(owner) || owner.limits.maxCostNanos === null) return [];
    return withWorkers(index, owner, seen).flatMap((node) => [
      ...modelsOf(index.graph, node).flatMap(({ id, model }): Issue[] => {
        const key = `${node.id} ${id}`;
        if (model.trim() === "" || told.has(key) || priceOf(prices, model)) return [];
        told.add(key);
        return [unpriced(owner, node, { id, model })];
      }),
      ...index.from(node.id).flatMap((edge): Issue[] => {
        const used = edge.kind === "worker" || edge.kind === "tool" ? index.node(edge.to) : undefined;
        if (used?.kind !== "workflow" || !used.workflow || told.has(used.id)) return [];
        const model = inside(used.workflow);
        if (model === null) return [];
        told.add(used.id);
        return [unpriced(owner, used, { id: null, model })];
      }),
    ]);
  });
};

/** The first model inside a published version, or what that uses, which has no price; null where each has one. */
function unpricedInside(surroundings: Surroundings, prices: readonly KnownPrice[]) {
  const nesting = nestingOf(surroundings.workflows ?? NONE);
  const known = new Map<PublishedWorkflow, string | null>();
  const look = (version: PublishedWorkflow): string | null => {
    for (const { graph } of nesting.within(version))
      for (const node of graph.nodes)
        if (isThinking(node))
          for (const { model } of modelsOf(graph, node))
            if (model.trim() !== "" && !priceOf(prices, model)) return model;
    return null;
  };
  return (pin: PinnedWorkflow): string | null => {
    const version = nesting.version(pin);
    if (!version) return null;
    const found = known.get(version);
    const model = found === undefined ? look(version) : found;
    known.set(version, model);
    return model;
  };
}

const NONE: readonly PublishedWorkflow[] = [];

function unpriced(
  owner: Thinking,
  node: Thinking | WorkflowNode,
  { id, model }: { id: string | null; model: string },
): Issue {
  const whose = node === owner ? "its" : `${called(node)}'s`;
  return {
    code: "no-price",
    severity: "error",
    nodeId: node.id,
    field: node.kind === "workflow" ? ["workflow"] : id === null ? ["models"] : ["models", id, "model"],
    message: `${called(owner)} has a limit of cost, and nobody knows what ${whose} model ${model} costs. Add its price on the connections page, or limit tokens instead.`,
    fix: {
      label: "Drop the limit of cost",
      edits: [{ type: "node-change", id: owner.id, path: ["limits", "maxCostNanos"], value: null }],
    },
  };
}

/**
 * A node and everything it asks, directly or not, except what earlier owners have asked (`seen`, which grows):
 * problems of these have been reported.
 */
function withWorkers(index: GraphIndex, owner: Thinking, seen: Set<string>): Thinking[] {
  const found = seen.has(owner.id) ? [] : [owner];
  seen.add(owner.id);
  for (const node of found)
    for (const edge of index.from(node.id)) {
      const other = edge.kind === "worker" ? index.node(edge.to) : undefined;
      if (!other || !isThinking(other) || seen.has(other.id)) continue;
      seen.add(other.id);
      found.push(other);
    }
  return found;
}

function isThinking(node: { kind: string }): node is Thinking {
  return node.kind === "agent" || node.kind === "supervisor";
}
