import { isJsonObject, type JsonObject } from "../json.ts";

/** Brings a document of version 2 to version 3, which adds branches, conditions, joins and ways back: all may be left out. */
export function toVersion3(document: JsonObject): JsonObject {
  const { graph } = document;
  return isJsonObject(graph) ? { ...document, graph: { ...graph, schemaVersion: 3 } } : document;
}
