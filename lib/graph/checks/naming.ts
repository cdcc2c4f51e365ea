import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { isRefusedKey } from "../json.ts";
import { newNodeName } from "../new-node.ts";
import type { GraphNode } from "../node.ts";
import { freeReferenceName } from "../reference-name.ts";
import { changeReferenceName, renameIn } from "../rename.ts";
import { type Check, called } from "./check.ts";

/** Checks that every node has a name, one that its result can be read by, and a kind that this version knows. */
export const naming: Check = (index) =>
  index.graph.nodes.flatMap((node) => [
    ...unnamed(index, node),
    ...unreadable(index, node),
    ...unknownKind(node),
  ]);

function unnamed(index: GraphIndex, node: GraphNode): Issue[] {
  if (node.name.trim() !== "" || node.kind === "note") return [];
  const name = newNodeName(node.kind);
  return [
    {
      code: "no-name",
      severity: "error",
      nodeId: node.id,
      field: ["name"],
      message: `This ${node.kind} has no name to call it by.`,
      fix: { label: `Call it “${name}”`, edits: renameIn(index, node.id, name) },
    },
  ];
}

/** New names are never such; documents of before may have them. */
function unreadable({ graph }: GraphIndex, node: GraphNode): Issue[] {
  const { referenceName, kind } = node;
  if (!isRefusedKey(referenceName)) return [];
  const taken = new Set(graph.nodes.map((other) => other.referenceName));
  const free = freeReferenceName({ name: referenceName, kind }, taken);
  return [
    {
      code: "name-reserved",
      severity: "error",
      nodeId: node.id,
      field: ["referenceName"],
      message: `${called(node)} has the reference name “${referenceName}”, which no value can have.`,
      fix: { label: `Use “${free}”`, edits: changeReferenceName(graph, node.id, free) },
    },
  ];
}

function unknownKind(node: GraphNode): Issue[] {
  if (node.kind !== "unknown") return [];
  return [
    {
      code: "unknown-kind",
      severity: "error",
      nodeId: node.id,
      message: `${called(node)} is of a kind that this version doesn't know; it is kept, but the workflow can't run with it.`,
      fix: { label: "Remove it", edits: [{ type: "node-remove", id: node.id }] },
    },
  ];
}
