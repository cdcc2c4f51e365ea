import type { Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { type GraphIndex, indexGraph, perIndex } from "./graph-index.ts";
import { changeAt, type Place, placeReads, places, replaceRanges } from "./places.ts";
import { freeReferenceName, isDerivedFrom } from "./reference-name.ts";
import type { ResultInScope, Results } from "./result-in-scope.ts";
import type { Scope } from "./scope.ts";

/**
 * The edits that rename a node. Its reference name stays, so no expression changes its meaning; it only follows
 * while nothing reads the node and nobody has chosen it. Without the node, there are none.
 */
export function renameNode(graph: Graph, id: string, name: string): GraphEdit[] {
  return renameIn(indexGraph(graph), id, name);
}

/** Like `renameNode`, for callers that already have an index of the graph. */
export function renameIn(index: GraphIndex, id: string, name: string): GraphEdit[] {
  const node = index.node(id);
  if (!node) return [];
  const rename: GraphEdit = { type: "node-change", id, path: ["name"], value: name };
  const { referenceName, kind } = node;
  if (!isDerivedFrom(node, referenceName) || isDerivedFrom({ name, kind }, referenceName)) return [rename];
  if (readNodes(index).has(id)) return [rename];
  const taken = { has: (other: string) => other !== referenceName && referenceNames(index).has(other) };
  return [
    rename,
    { type: "node-change", id, path: ["referenceName"], value: freeReferenceName({ name, kind }, taken) },
  ];
}

const referenceNames = perIndex(
  ({ graph }): ReadonlySet<string> => new Set(graph.nodes.map((node) => node.referenceName)),
);

/**
 * The edits that change a node's reference name, also in everything that reads its result (`results.old_name`, even
 * inside its supervisor's result), found by the meaning of each expression.
 */
export function changeReferenceName(graph: Graph, id: string, referenceName: string): GraphEdit[] {
  return changeReferenceNames(graph, new Map([[id, referenceName]]));
}

/**
 * Like `changeReferenceName`, for several nodes at once: each expression is interpreted before any of them changes.
 */
export function changeReferenceNames(graph: Graph, names: ReadonlyMap<string, string>): GraphEdit[] {
  const rewritten = places(indexGraph(graph)).flatMap((place): GraphEdit[] => {
    const ranges = readsIn(place).flatMap(({ id, start, end }) => {
      const text = names.get(id);
      return text === undefined ? [] : [{ start, end, text }];
    });
    return ranges.length === 0 ? [] : [changeAt(place.at, place.field, replaceRanges(place.source, ranges))];
  });
  const renamed = [...names].map(
    ([id, value]): GraphEdit => ({ type: "node-change", id, path: ["referenceName"], value }),
  );
  return [...renamed, ...rewritten];
}

/** The nodes whose results are read somewhere. */
const readNodes = perIndex(
  (index): ReadonlySet<string> =>
    new Set(places(index).flatMap((place) => readsIn(place).map(({ id }) => id))),
);

/** The positions of nodes' reference names in a place's text, each with its node. */
function readsIn(place: Place): { id: string; start: number; end: number }[] {
  return placeReads(place).flatMap(({ root, steps }) => {
    let known = resultsUnder(root, place.scope);
    if (known === null) return [];
    const reads: { id: string; start: number; end: number }[] = [];
    for (const [at, step] of steps.entries()) {
      // The results of a step's rounds are a list.
      if (root === "rounds" && at === 1 && "item" in step) continue;
      const result: ResultInScope | undefined = "item" in step ? undefined : known?.get(step.name);
      if (!result || "item" in step) break;
      reads.push({ id: result.nodeId, start: step.start, end: step.end });
      known = result.inner;
    }
    return reads;
  });
}

function resultsUnder(root: string, { results, rounds, handedOn }: Scope): Results | null {
  if (root === "results") return results;
  if (root === "rounds") return rounds;
  return root === "context" ? handedOn : null;
}
