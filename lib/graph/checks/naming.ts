import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { newNodeName } from "../new-node.ts";
import type { GraphNode } from "../node.ts";
import { renameIn } from "../rename.ts";
import { type Check, called } from "./check.ts";

/** Checks that every node has a name, and a kind that this version knows. */
export const naming: Check = (index) =>
  index.graph.nodes.flatMap((node) => [...unnamed(index, node), ...unknownKind(node)]);

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
