import { isControl } from "./edge.ts";
import { callees, type GraphIndex, perIndex, perNode } from "./graph-index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { LazyMap, lazyObject } from "./lazy-map.ts";
import type { GraphNode } from "./node.ts";
import { resultShape } from "./result-shape.ts";

/**
 * A result that an expression may name. `soon`: it can exist when the expression is evaluated; `onlyAgain`: but only
 * after a way back has been taken. `inner`: a supervisor's result contains those of its workers, by their reference
 * names. Inner results and their shapes are worked out on access: written out in full, those of supervisors that
 * share workers would double with every level.
 */
export type ResultInScope = {
  nodeId: string;
  shape: JsonSchema;
  soon: boolean;
  onlyAgain: boolean;
  inner: ReadonlyMap<string, ResultInScope> | null;
};

export type Results = ReadonlyMap<string, ResultInScope>;

/** Where on the flows an expression is evaluated: when a step begins, or when it has ended. */
export type Moment = { begins: string } | { ended: string };

/** Results of a caller's own calls; that of `called`, which is about to be called, can't be there yet. */
export function callResults(index: GraphIndex, caller: string, called: string | null): Results {
  return new LazyMap(calleesByName(index, caller), (node) =>
    resultOf(index, node, { soon: () => node.id !== called }),
  );
}

/** What a caller may call, by reference name. */
export const calleesByName = perNode(
  (index, id): ReadonlyMap<string, GraphNode> =>
    new Map(callees(index, id).map(({ node, name }) => [name, node])),
);

/** Results of the steps on the flows; those that can't have ended at this moment are not `soon`. */
export function flowResults(index: GraphIndex, moment: Moment): Results {
  const soon = (node: GraphNode) => isPassed(index.comesBefore, node, moment);
  return new LazyMap(flowSteps(index), ([first, ...others]) => {
    if (!first) throw new Error("a group of steps has at least one");
    const meant = others.length === 0 ? first : ([first, ...others].findLast(soon) ?? first);
    return resultOf(index, meant, {
      soon: () => soon(meant),
      onlyAgain: () => soon(meant) && !isPassed(index.leadsForward, meant, moment),
    });
  });
}

/** Lists of all results of each step that is inside a loop, the oldest first; null in a drawing without loops. */
export function roundResults(index: GraphIndex, moment: Moment): Results | null {
  if (repeatedSteps(index).size === 0) return null;
  return new LazyMap(repeatedSteps(index), (node) => {
    const result = resultOf(index, node, {
      soon: () => isPassed(index.comesBefore, node, moment),
      onlyAgain: () => !isPassed(index.leadsForward, node, moment),
    });
    return {
      ...result,
      get shape(): JsonSchema {
        return { type: "array", items: result.shape };
      },
    };
  });
}

/** The result of a node, with what the expression's place says about it. */
export function resultOf(
  index: GraphIndex,
  node: GraphNode,
  when: { soon: () => boolean; onlyAgain?: () => boolean },
): ResultInScope {
  const inner = innerResults(index, node.id);
  return {
    nodeId: node.id,
    inner,
    get soon() {
      return when.soon();
    },
    get onlyAgain() {
      return when.onlyAgain?.() ?? false;
    },
    get shape() {
      return nodeResultShape(index, node);
    },
  };
}

/** The shape of a node's result, where that depends on the nodes around it, too. */
export function nodeResultShape(index: GraphIndex, node: GraphNode): JsonSchema {
  if (node.kind === "supervisor") return supervisorShape(index, node.id);
  if (node.kind !== "map") return resultShape(node);
  const worker = itemWorker(index, node.id);
  // A failed item may stand among the results, and what worked may have none.
  const isSure = node.failedItems !== "keep" && worker !== undefined && worker.kind !== "map";
  return { type: "array", items: isSure ? nodeResultShape(index, worker) : {} };
}

/** What a map asks for each item: the node at the first of its item edges. */
export function itemWorker(index: GraphIndex, map: string): GraphNode | undefined {
  const edge = index.from(map).find(({ kind }) => kind === "item");
  return edge && index.node(edge.to);
}

function isPassed(leads: GraphIndex["comesBefore"], { id }: GraphNode, moment: Moment): boolean {
  if ("begins" in moment) return leads(id, moment.begins);
  return id === moment.ended || leads(id, moment.ended);
}

/** The steps on the flows by reference name; before version 2 of a document several may share one. */
const flowSteps = perIndex(
  (index): ReadonlyMap<string, GraphNode[]> =>
    Map.groupBy(
      index.graph.nodes.filter((node) => isFlowStep(index, node)),
      (node) => node.referenceName,
    ),
);

/** The steps that a way back may lead to once more, by reference name. */
const repeatedSteps = perIndex((index): ReadonlyMap<string, GraphNode> => {
  if (index.comesBefore === index.leadsForward) return new Map();
  const steps = index.graph.nodes.filter((node) => isFlowStep(index, node));
  return new Map(
    steps.flatMap((node) => (index.comesBefore(node.id, node.id) ? [[node.referenceName, node]] : [])),
  );
});

function isFlowStep(index: GraphIndex, { id, kind }: GraphNode): boolean {
  if (kind === "branch" || kind === "output" || kind === "note" || kind === "unknown") return false;
  return index.into(id).some(isControl) || index.from(id).some(isControl);
}

/** The results that a supervisor's result is made of; null for every other node. */
const innerResults = perNode((index, id): LazyMap<GraphNode, ResultInScope> | null => {
  if (index.node(id)?.kind !== "supervisor") return null;
  const workers = callees(index, id).filter(({ edge }) => edge.kind === "worker");
  const nodes = new Map(workers.map(({ name, node }) => [name, node]));
  return new LazyMap(nodes, (node) => resultOf(index, node, { soon: () => true }));
});

const supervisorShape = perNode((index, id): JsonSchema => {
  const inner = innerResults(index, id);
  if (!inner) return {};
  const shapes = new LazyMap(inner, ({ shape }) => shape);
  return { type: "object", properties: lazyObject(shapes) };
});
