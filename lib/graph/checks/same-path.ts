import type { GraphEdge } from "../edge.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { JsonSchema } from "../json-schema.ts";
import { edgeScope } from "../scope.ts";

/** The path of what has this name at an edge: in the item, in what its beginning received, in the input. Null: nothing. */
export function samePath(index: GraphIndex, edge: GraphEdge, name: string): string | null {
  const { roots } = edgeScope(index, edge);
  const has = (shape: JsonSchema | undefined) => Object.hasOwn(shape?.properties ?? {}, name);
  const root = ["item", "context", "input"].find((one) => has(roots.get(one)));
  if (!root) return null;
  // Where nobody calls, what comes in is the input, and goes by that name.
  const isInput = root === "context" && (edge.kind === "flow" || edge.kind === "item");
  return `${isInput ? "input" : root}.${name}`;
}
