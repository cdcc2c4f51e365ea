import { isJsonObject, type JsonObject } from "../json.ts";

/** Brings a document of version 3 to version 4, which adds maps, workflows as nodes and handoffs: none of them is needed. */
export function toVersion4(document: JsonObject): JsonObject {
  const { graph } = document;
  return isJsonObject(graph) ? { ...document, graph: { ...graph, schemaVersion: 4 } } : document;
}
