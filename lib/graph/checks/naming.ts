import { callees, type GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { callName } from "../names.ts";
import { newNode } from "../new-node.ts";
import type { GraphNode } from "../node.ts";
import { renameNode } from "../rename.ts";
import { type Check, called } from "./check.ts";

/** The call that ends a supervisor's step; no worker may be called so. */
export const FINISH = "finish";

/** Every node has a name, and no two that are called from the same place have the same. */
export const naming: Check = (index) => [
  ...index.graph.nodes.flatMap((node) => [...unnamed(index, node), ...unknownKind(node)]),
  ...index.graph.nodes.flatMap((caller) => twiceCalled(index, caller)),
  ...twiceOnTheWay(index),
];

function unnamed(index: GraphIndex, node: GraphNode): Issue[] {
  if (node.name.trim() !== "" || node.kind === "note") return [];
  return [
    {
      code: "no-name",
      severity: "error",
      nodeId: node.id,
      field: ["name"],
      message: `This ${node.kind} has no name to call it by.`,
      fix: rename(index, node, newNode(node.kind, node.id).name, true),
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

function twiceCalled(index: GraphIndex, caller: GraphNode): Issue[] {
  const seen = new Map<string, GraphNode>();
  return callees(index, caller.id).flatMap(({ node, name, edge }): Issue[] => {
    if (edge.kind === "worker" && name === FINISH)
      return [
        {
          code: "bad-name",
          severity: "error",
          nodeId: node.id,
          field: ["name"],
          message: `A worker can't be called “${node.name}”: “${FINISH}” is how a supervisor ends.`,
          fix: rename(index, node, `${node.name} worker`, true),
        },
      ];
    const first = seen.get(name);
    if (!first) seen.set(name, node);
    if (!first || first.id === node.id) return [];
    const verb = caller.kind === "supervisor" ? "asks" : "can use";
    return [
      {
        code: "duplicate-name",
        severity: "error",
        nodeId: node.id,
        field: ["name"],
        message: `${called(caller)} ${verb} two that are called “${name}”; it could not tell ${called(first)} from ${called(node)}.`,
        fix: rename(index, node, node.name, false),
      },
    ];
  });
}

function twiceOnTheWay(index: GraphIndex): Issue[] {
  const seen = new Map<string, GraphNode>();
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind !== "agent" && node.kind !== "supervisor" && node.kind !== "tool") return [];
    if (!index.into(node.id).some((edge) => edge.kind === "flow")) return [];
    const name = callName(node);
    const first = seen.get(name);
    if (!first) seen.set(name, node);
    if (!first) return [];
    return [
      {
        code: "duplicate-name",
        severity: "error",
        nodeId: node.id,
        field: ["name"],
        message: `Two steps are called “${name}”, so “results.${name}” could mean either.`,
        fix: rename(index, node, node.name, false),
      },
    ];
  });
}

/**
 * Renames to the first free name: as wanted, or with a number behind. Among two of one name, references stay with the
 * other.
 */
function rename(
  index: GraphIndex,
  node: GraphNode,
  wanted: string,
  references: boolean,
): NonNullable<Issue["fix"]> {
  const taken = new Set(index.graph.nodes.filter((one) => one.id !== node.id).map(callName));
  let name = wanted;
  for (let number = 2; taken.has(callName({ name })) || callName({ name }) === FINISH; number++)
    name = `${wanted} ${number}`;
  const edits = references
    ? renameNode(index.graph, node.id, name)
    : [{ type: "node-change" as const, id: node.id, path: ["name"], value: name }];
  return { label: `Call it “${name}”`, edits };
}
