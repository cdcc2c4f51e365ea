import { depthFirst } from "./depth-first.ts";

/**
 * Which nodes all paths from the roots pass. Every node dominates itself; what no root reaches is dominated by
 * everything, because there is no path to it.
 */
export type Dominators = {
  /** Whether every path from a root to `node` passes `by`. */
  dominates: (by: number, node: number) => boolean;
  /** The last node that every path to each of these passes, itself where it is the only one; null where there is none. */
  common: (nodes: readonly number[]) => number | null;
  /** The last node before this one that every path to it passes; null where there is none. */
  closest: (node: number) => number | null;
};

/**
 * Computes dominance once for all nodes of a graph, given by the successors of each (Cooper, Harvey and Kennedy, "A
 * Simple, Fast Dominance Algorithm", 2001). A drawing without circles takes one pass.
 */
export function dominators(next: readonly (readonly number[])[], roots: readonly number[]): Dominators {
  const order = fromRoots(next, roots);
  const rank = new Map(order.map((node, at) => [node, at + 1]));
  const before = order.map((): number[] => []);
  for (const node of order)
    for (const to of next[node] ?? []) before[(rank.get(to) ?? 0) - 1]?.push(rank.get(node) ?? 0);
  for (const root of roots) before[(rank.get(root) ?? 0) - 1]?.push(0);

  // Ranks instead of nodes: 0 is what leads to all roots, and whatever dominates a rank is smaller.
  const closest = new Int32Array(order.length + 1).fill(-1);
  closest[0] = 0;
  const up = (at: number) => closest[at] ?? 0;
  const common = (one: number, other: number) => {
    let [a, b] = [one, other];
    while (a !== b) {
      while (a > b) a = up(a);
      while (b > a) b = up(b);
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = 1; at <= order.length; at++) {
      const known = (before[at - 1] ?? []).filter((from) => up(from) >= 0);
      const found = known.reduce(common, known[0] ?? 0);
      if (closest[at] === found) continue;
      closest[at] = found;
      changed = true;
    }
  }
  const isBelow = treeOf(closest);
  return {
    dominates: (by, node) => {
      const [a, b] = [rank.get(by), rank.get(node)];
      if (b === undefined || by === node) return true;
      return a !== undefined && isBelow(b, a);
    },
    common: (nodes) => {
      const [first, ...others] = nodes.flatMap((node) => rank.get(node) ?? []);
      return first === undefined ? null : (order[others.reduce(common, first) - 1] ?? null);
    },
    closest: (node) => order[up(rank.get(node) ?? 0) - 1] ?? null,
  };
}

/** Whether a rank stands below another in the tree of what dominates what: numbered so that what is below is a range. */
function treeOf(closest: Int32Array): (below: number, above: number) => boolean {
  const sizes = new Int32Array(closest.length).fill(1);
  for (let at = closest.length - 1; at > 0; at--) {
    const above = closest[at] ?? 0;
    sizes[above] = (sizes[above] ?? 0) + (sizes[at] ?? 0);
  }
  const starts = new Int32Array(closest.length);
  const free = new Int32Array(closest.length).fill(1);
  for (let at = 1; at < closest.length; at++) {
    const above = closest[at] ?? 0;
    starts[at] = (starts[above] ?? 0) + (free[above] ?? 0);
    free[above] = (free[above] ?? 0) + (sizes[at] ?? 0);
  }
  return (below, above) => {
    const distance = (starts[below] ?? 0) - (starts[above] ?? 0);
    return distance >= 0 && distance < (sizes[above] ?? 0);
  };
}

/** What the roots reach, each before what only it leads to (reverse postorder). */
function fromRoots(next: readonly (readonly number[])[], roots: readonly number[]): number[] {
  const finished: number[] = [];
  const seen = new Set<number>();
  for (const root of roots) depthFirst(root, next, seen, (node) => finished.push(node));
  return finished.toReversed();
}
