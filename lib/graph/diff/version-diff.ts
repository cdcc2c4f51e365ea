import type { Graph, WorkflowDocument } from "../graph.ts";
import { CHANGE_PARTS, type Change, listed } from "./change.ts";
import { edgeChanges, type Names, wholeEdge } from "./edge-changes.ts";
import { effectChanges } from "./effect-changes.ts";
import { modelChange, nodeChanges, wholeNode } from "./node-changes.ts";
import { sameJson } from "./same-json.ts";

/**
 * What changes from one document of a workflow to another, in words and in the order of `CHANGE_PARTS`. Empty exactly
 * when both are the same drawing: the order of an object's keys says nothing, except that of the fields of a form.
 */
export function versionDiff(from: WorkflowDocument, to: WorkflowDocument): Change[] {
  const [before, after] = [from.graph, to.graph];
  const changes = [
    ...effectChanges(before, after),
    ...defaultModel(before, after),
    ...nodes(before, after),
    ...edges(before, after),
    ...places(from, to),
  ];
  return CHANGE_PARTS.flatMap((part) => changes.filter((change) => change.part === part));
}

function defaultModel({ defaultModel: before }: Graph, { defaultModel: after }: Graph): Change[] {
  if (sameJson(before, after)) return [];
  const words =
    before && after
      ? modelChange([before], [after])
      : after
        ? `${after.model || "no model"} is chosen now`
        : "none any more";
  return [{ part: "models", words: `The default model: ${words}` }];
}

function nodes(before: Graph, after: Graph): Change[] {
  const { added, removed, kept, reordered } = matched(before.nodes, after.nodes);
  return [
    ...removed.map((node) => wholeNode(node, "removed")),
    ...added.map((node) => wholeNode(node, "added")),
    ...kept.flatMap(([old, now]) => nodeChanges(old, now)),
    ...(reordered ? [{ part: "drawing" as const, words: "The steps stand in another order" }] : []),
  ];
}

function edges(before: Graph, after: Graph): Change[] {
  const { added, removed, kept, reordered } = matched(before.edges, after.edges);
  const [oldNames, names] = [namesIn(before), namesIn(after)];
  return [
    ...removed.map((edge) => wholeEdge(edge, oldNames, "removed")),
    ...added.map((edge) => wholeEdge(edge, names, "added")),
    ...kept.flatMap(([old, now]) => edgeChanges([old, oldNames], [now, names])),
    ...(reordered
      ? [{ part: "connections" as const, words: "The connections, and so the cases, stand in another order" }]
      : []),
  ];
}

function namesIn({ nodes: all }: Graph): Names {
  const byId = new Map(all.map((node) => [node.id, node]));
  return {
    name: (id) => `“${byId.get(id)?.name || id}”`,
    isBranch: (id) => byId.get(id)?.kind === "branch",
  };
}

/** Steps that stand elsewhere on the canvas; those of one version alone are told as such. */
function places(from: WorkflowDocument, to: WorkflowDocument): Change[] {
  const inOne = new Set(from.graph.nodes.map(({ id }) => id)).symmetricDifference(
    new Set(to.graph.nodes.map(({ id }) => id)),
  );
  const ids = new Set([...Object.keys(from.layout), ...Object.keys(to.layout)]);
  const moved = [...ids].filter((id) => !inOne.has(id) && !sameJson(from.layout[id], to.layout[id]));
  if (moved.length === 0) return [];
  const names = new Map(to.graph.nodes.map(({ id, name }) => [id, name || id]));
  return [
    { part: "drawing", words: `Moved on the canvas: ${listed(moved.map((id) => names.get(id) ?? id))}` },
  ];
}

type Matched<Item> = { added: Item[]; removed: Item[]; kept: [Item, Item][]; reordered: boolean };

/** Pairs items by id; one of another kind is another item. */
function matched<Item extends { id: string; kind: string }>(
  before: readonly Item[],
  after: readonly Item[],
): Matched<Item> {
  const partner = (items: readonly Item[]) => {
    const byId = new Map(items.map((item) => [item.id, item]));
    return ({ id, kind }: Item) => {
      const found = byId.get(id);
      return found?.kind === kind ? found : undefined;
    };
  };
  const [inBefore, inAfter] = [partner(before), partner(after)];
  const order = before.filter(inAfter).map(({ id }) => id);
  return {
    added: after.filter((item) => !inBefore(item)),
    removed: before.filter((item) => !inAfter(item)),
    kept: after.flatMap((now): [Item, Item][] => {
      const old = inBefore(now);
      return old ? [[old, now]] : [];
    }),
    reordered: after.filter(inBefore).some(({ id }, at) => id !== order[at]),
  };
}
