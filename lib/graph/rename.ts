import type { Graph } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { indexGraph } from "./graph-index.ts";
import { callName } from "./names.ts";
import { changeAt, type Place, placeReferences, places, replaceRanges } from "./places.ts";

/**
 * The edits that rename a node and everything that reads its result (`results.old_name`, also inside its supervisor's
 * result) in paths, templates and simulated replies, found by the meaning of each expression. Without the node, there are none.
 */
export function renameNode(graph: Graph, id: string, name: string): GraphEdit[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return [];
  const rename: GraphEdit = { type: "node-change", id, path: ["name"], value: name };
  const [before, after] = [callName(node), callName({ name })];
  if (before === after) return [rename];
  const rewritten = places(indexGraph(graph)).flatMap((place): GraphEdit[] => {
    const text = renamedIn(place, id, after);
    return text === place.source ? [] : [changeAt(place.at, place.field, text)];
  });
  return [rename, ...rewritten];
}

function renamedIn(place: Place, id: string, after: string): string {
  const ranges = placeReferences(place).flatMap(({ root, steps }) => {
    if (root !== "results") return [];
    let known = place.scope.results;
    for (const step of steps) {
      const result = "item" in step ? undefined : known?.get(step.name);
      if (!result || "item" in step) return [];
      if (result.nodeId === id) return [{ start: step.start, end: step.end, text: after }];
      known = result.inner;
    }
    return [];
  });
  return replaceRanges(place.source, ranges);
}
