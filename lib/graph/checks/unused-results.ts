import { type ContextField, type GraphEdge, isControl } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { type GraphIndex, perIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { LazyMap } from "../lazy-map.ts";
import type { GraphNode } from "../node.ts";
import { placeReads, places } from "../places.ts";
import { itemWorker } from "../result-in-scope.ts";
import { resultShape } from "../result-shape.ts";
import { unclosedPlace } from "../template.ts";
import { effectOf } from "../tool.ts";
import { type Check, called } from "./check.ts";

/** Checks that every step's result is handed on, shown or read; otherwise the work was for nothing. */
export const unusedResults: Check = (index) => {
  const read = resultsRead(index);
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (!gives(index, node) || read.has(node.referenceName)) return [];
    const next = index.from(node.id).filter((edge) => edge.kind === "flow" && edge.on === undefined);
    if (next.length === 0 || !index.into(node.id).some(isControl)) return [];
    if (next.some((edge) => takesAll(index, edge))) return [];
    return [
      {
        code: "result-unused",
        severity: "warning",
        nodeId: node.id,
        message: `The result of ${called(node)} goes nowhere: what comes after it doesn't receive it, and nothing reads it.`,
        ...use(index, node, next),
      },
    ];
  });
};

/**
 * Steps whose purpose is their result. A tool that changes something has done its part, and so may a workflow have,
 * whose inside isn't looked at here; a map is for what it asks.
 */
function gives(index: GraphIndex, node: GraphNode): boolean {
  if (node.kind === "map") {
    const worker = itemWorker(index, node.id);
    return worker !== undefined && worker.kind !== "map" && gives(index, worker);
  }
  if (node.kind === "tool") return effectOf(node.tool) === "read";
  return node.kind === "agent" || node.kind === "supervisor";
}

/** Reference names that some expression reads as a result, at the outermost level. */
function resultsRead(index: GraphIndex): Set<string> {
  const read = new Set<string>();
  const wholly = new WeakSet<object>();
  for (const place of places(index)) {
    const { results, rounds } = place.scope;
    for (const { root, steps } of placeReads(place)) {
      const known = root === "results" ? results : root === "rounds" ? rounds : null;
      if (!known) continue;
      const [first] = steps;
      if (first && "name" in first) read.add(first.name);
      // All of them at once, as in `results.map(…)`.
      else addAll(read, wholly, known);
    }
  }
  return read;
}

/** The names of all results of a scope; many scopes have the same ones, which are added once. */
function addAll(read: Set<string>, wholly: WeakSet<object>, results: ReadonlyMap<string, unknown>) {
  const names = results instanceof LazyMap ? results.of : results;
  if (wholly.has(names)) return;
  wholly.add(names);
  for (const name of names.keys()) read.add(name);
}

/** True for a “then” that hands on the result as it is, to a branch if something behind that takes it. */
function takesAll(index: GraphIndex, edge: GraphEdge): boolean {
  if (edge.kind !== "flow" || edge.on !== undefined) return false;
  const to = index.node(edge.to);
  if (to?.kind === "branch") return edge.context.length === 0 && takingBranches(index).has(to.id);
  return isTaken(index, edge);
}

function isTaken(index: GraphIndex, edge: GraphEdge): boolean {
  const to = index.node(edge.to);
  if (to?.kind === "output") return to.template.trim() === "";
  const isBare = edge.kind === "flow" && edge.context.length === 0;
  return isBare && (to?.kind === "agent" || to?.kind === "supervisor");
}

/** The branches that hand on what they receive to a step that takes it, directly or through other branches. */
const takingBranches = perIndex((index): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (id: string) => {
    if (index.node(id)?.kind === "branch") found.add(id);
  };
  for (const edge of index.graph.edges) if (edge.kind === "flow" && isTaken(index, edge)) add(edge.from);
  for (const id of found)
    for (const edge of index.into(id)) if (edge.kind === "flow" && edge.context.length === 0) add(edge.from);
  return found;
});

function use(index: GraphIndex, node: GraphNode, next: readonly GraphEdge[]): Pick<Issue, "fix"> {
  const path = `results.${node.referenceName}`;
  for (const edge of next) {
    const to = index.node(edge.to);
    if (to?.kind === "output") {
      const shown = `{{ ${path} }}`;
      // After an unclosed “{{” it would become part of that place.
      const value =
        unclosedPlace(to.template) === null ? `${to.template}\n\n${shown}` : `${shown}\n\n${to.template}`;
      const edits: GraphEdit[] = [{ type: "node-change", id: to.id, path: ["template"], value }];
      return { fix: { label: `Show it in ${called(to)}`, edits } };
    }
    if (edge.kind !== "flow" || (to?.kind !== "agent" && to?.kind !== "supervisor")) continue;
    const name = free(node.referenceName, edge.context);
    const field: ContextField = {
      id: name,
      name,
      schema: resultShape(node),
      required: true,
      fill: { by: "path", path },
    };
    const edits: GraphEdit[] = [{ type: "edge-change", id: edge.id, path: ["context", name], value: field }];
    return { fix: { label: `Hand it on to ${called(to)}`, edits } };
  }
  return {};
}

function free(wanted: string, fields: readonly ContextField[]): string {
  const taken = new Set(fields.flatMap(({ id, name }) => [id, name]));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  return name;
}
