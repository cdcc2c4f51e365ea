import { expressionShape } from "./expression-shape.ts";
import { type GraphIndex, perNode } from "./graph-index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { stepScope } from "./scope.ts";

/** The shape of an item of a map's list, as far as its expression tells. */
export const itemShape = perNode((index: GraphIndex, map: string): JsonSchema => {
  const node = index.node(map);
  if (node?.kind !== "map") return {};
  return expressionShape(node.items, stepScope(index, map)).items ?? {};
});
