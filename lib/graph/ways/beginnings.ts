import type { ControlEdge } from "../edge.ts";
import { forwardInto } from "../flow-graph.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { GraphNode, Join } from "../node.ts";

const ALL: Join = { needs: "all", withinMs: null };

const joinOf = (node: GraphNode): Join => ("join" in node && node.join) || ALL;

/** Whether a step begins at some time when these flows into it come, and no others. */
export function begins(index: GraphIndex, node: GraphNode, came: readonly ControlEdge[]): boolean {
  return node.kind === "input" || (came.length > 0 && came.length >= least(index, node));
}

/** How many flows have to come, so that it begins. With a time, what has come is enough. */
function least(index: GraphIndex, node: GraphNode): number {
  const { needs, withinMs } = joinOf(node);
  return typeof needs !== "number" || withinMs !== null ? 1 : most(index, node, needs);
}

/** With fewer flows into it than it waits for, it waits for all of them. */
const most = (index: GraphIndex, { id }: GraphNode, needs: number) =>
  Math.min(needs, forwardInto(index, id).length);

/** So many sets of flows by which one step may begin are looked at. */
const MOST = 500;

/**
 * The least flows by which a step can begin where, in the end, all of these come: not all of them, where it doesn't wait
 * for all. What surely comes before one of them has come. Null where there are too many.
 */
export function beginnings(
  index: GraphIndex,
  node: GraphNode,
  { came, isBefore }: { came: readonly ControlEdge[]; isBefore: Before },
): (readonly ControlEdge[])[] | null {
  if (!begins(index, node, came)) return [];
  const { needs, withinMs } = joinOf(node);
  if (needs === "all" && withinMs === null) return [came];
  const enough = needs === "all" ? Number.POSITIVE_INFINITY : needs === "any" ? 1 : most(index, node, needs);
  const bySource = Map.groupBy(came, ({ from }) => from);
  const sources = [...bySource.keys()];
  const closed = (set: readonly string[]) =>
    sources.filter((one) => set.includes(one) || set.some((later) => isBefore(one, later)));
  const flowsOf = (set: readonly string[]) => came.filter(({ from }) => set.includes(from));
  const isLast = (one: string, set: readonly string[]) => set.every((other) => !isBefore(one, other));
  // It has not begun before the last of them came.
  const isInTime = (set: readonly string[]) =>
    set.some((one) => isLast(one, set) && flowsOf(set.filter((other) => other !== one)).length < enough);
  const sets = withinMs === null ? upToSize(sources, enough) : sources.map((one) => [one]);
  if (!sets) return null;
  return sets.flatMap((set) => {
    const all = closed(set);
    const flows = flowsOf(all);
    const isWhole = all.length === set.length || withinMs !== null;
    return isWhole && isInTime(all) && (withinMs !== null || flows.length >= enough) ? [flows] : [];
  });
}

/** All sets of at most this many; null where there are too many of them. */
function upToSize(all: readonly string[], size: number): string[][] | null {
  let sets: string[][] = [[]];
  for (const one of all) {
    sets = sets.flatMap((set) => (set.length < size ? [set, [...set, one]] : [set]));
    if (sets.length > MOST) return null;
  }
  return sets;
}

/** Whether a step has surely ended, or can't begin any more, when another one begins. */
export type Before = (earlier: string, later: string) => boolean;

/** Tells it of the steps that flows come from into one; `order` has all that leads there, each after those that lead to it. */
export function beforeEachOther(index: GraphIndex, id: string, order: readonly string[]): Before {
  const asked = new Set(forwardInto(index, id).map(({ from }) => from));
  const before = new Map<string, ReadonlySet<string>>();
  for (const at of order) {
    const node = index.node(at);
    const sources = [...new Set(forwardInto(index, at).map(({ from }) => from))];
    const over = sources.map((one) => {
      const earlier = before.get(one) ?? new Set();
      return asked.has(one) ? new Set([...earlier, one]) : earlier;
    });
    const least = node ? waitsFor(node, over.length) : 1;
    before.set(at, new Set([...asked].filter((one) => over.filter((all) => all.has(one)).length >= least)));
  }
  return (earlier, later) => before.get(later)?.has(earlier) ?? false;
}

/** Of so many steps that lead to it, a step has waited for those that come after one, if these are as many as this. */
function waitsFor(node: GraphNode, sources: number): number {
  const { needs, withinMs } = joinOf(node);
  if (withinMs !== null || needs === "any") return Math.max(1, sources);
  return needs === "all" ? 1 : Math.max(1, sources - needs + 1);
}
