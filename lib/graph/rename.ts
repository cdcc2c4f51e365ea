import type { Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { indexGraph } from "./graph-index.ts";
import { changeAt, type Place, placeReferences, places, replaceRanges } from "./places.ts";
import { freeReferenceName, isDerivedFrom } from "./reference-name.ts";
import type { Scope } from "./scope.ts";

/**
 * The edits that give a node another name. Its reference name stays, so no expression changes its meaning; only where
 * nothing reads the node yet, and nobody chose the reference name, does it follow. Without the node, there are none.
 */
export function renameNode(graph: Graph, id: string, name: string): GraphEdit[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return [];
  const rename: GraphEdit = { type: "node-change", id, path: ["name"], value: name };
  if (!isDerivedFrom(node, node.referenceName) || isRead(graph, id)) return [rename];
  const taken = new Set(graph.nodes.flatMap((one) => (one.id === id ? [] : [one.referenceName])));
  const value = freeReferenceName({ name, kind: node.kind }, taken);
  if (value === node.referenceName) return [rename];
  return [rename, { type: "node-change", id, path: ["referenceName"], value }];
}

/**
 * The edits that give a node another reference name, in everything that reads its result too (`results.old_name`, also
 * inside its supervisor's result), found by the meaning of each expression.
 */
export function changeReferenceName(graph: Graph, id: string, referenceName: string): GraphEdit[] {
  const rewritten = places(indexGraph(graph)).flatMap((place): GraphEdit[] => {
    const ranges = readsOf(place, id).map((range) => ({ ...range, text: referenceName }));
    return ranges.length === 0 ? [] : [changeAt(place.at, place.field, replaceRanges(place.source, ranges))];
  });
  return [{ type: "node-change", id, path: ["referenceName"], value: referenceName }, ...rewritten];
}

function isRead(graph: Graph, id: string): boolean {
  return places(indexGraph(graph)).some((place) => readsOf(place, id).length > 0);
}

/** Where in a place's text the node's reference name stands. */
function readsOf(place: Place, id: string): { start: number; end: number }[] {
  return placeReferences(place).flatMap(({ root, steps }) => {
    if (root !== "results" && root !== "context") return [];
    let known: Scope["results"] = root === "results" ? place.scope.results : place.scope.handedOn;
    for (const step of steps) {
      const result = "item" in step ? undefined : known?.get(step.name);
      if (!result || "item" in step) return [];
      if (result.nodeId === id) return [{ start: step.start, end: step.end }];
      known = result.inner;
    }
    return [];
  });
}
