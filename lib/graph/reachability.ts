import { depthFirst } from "./depth-first.ts";

/**
 * Whether one node comes before another, that is, whether a path of at least one edge leads from the first to the
 * second.
 */
export type Reachability = (earlier: string, later: string) => boolean;

/**
 * Computes reachability once for all nodes. Circles are merged first (Kosaraju's algorithm). Then the bit row of
 * each circle, with one bit for each node, is the union of the rows and members of those that lead to it. So the
 * time is proportional to nodes and edges, times the length of a row.
 */
export function reachability(
  ids: readonly string[],
  edges: readonly { from: string; to: string }[],
): Reachability {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const next = ids.map((): number[] => []);
  const before = ids.map((): number[] => []);
  for (const edge of edges) {
    const [from, to] = [numbers.get(edge.from), numbers.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    next[from]?.push(to);
    before[to]?.push(from);
  }
  const circleOf = circles(next, before);
  const words = Math.ceil(ids.length / 32);
  const rows: Uint32Array[] = [];
  const members = Map.groupBy(circleOf.keys(), (node) => circleOf[node] ?? 0);
  // Circles are numbered so that each comes after those that lead to it.
  for (let circle = 0; circle < members.size; circle++) {
    const row = new Uint32Array(words);
    for (const node of members.get(circle) ?? [])
      for (const from of before[node] ?? []) {
        row[from >> 5] = (row[from >> 5] ?? 0) | (1 << (from & 31));
        const above = rows[circleOf[from] ?? 0];
        if (above) for (let word = 0; word < words; word++) row[word] = (row[word] ?? 0) | (above[word] ?? 0);
      }
    rows.push(row);
  }
  return (earlier, later) => {
    const [a, b] = [numbers.get(earlier), numbers.get(later)];
    if (a === undefined || b === undefined) return false;
    return (((rows[circleOf[b] ?? 0]?.[a >> 5] ?? 0) >>> (a & 31)) & 1) === 1;
  };
}

/** The number of each node's circle; a node in no circle has one of its own. */
function circles(next: readonly number[][], before: readonly number[][]): number[] {
  const finished: number[] = [];
  const seen = new Set<number>();
  for (const start of next.keys()) depthFirst(start, next, seen, (node) => finished.push(node));
  const circleOf: number[] = next.map(() => 0);
  const placed = new Set<number>();
  let circle = 0;
  for (const start of finished.toReversed()) {
    if (placed.has(start)) continue;
    depthFirst(start, before, placed, (node) => {
      circleOf[node] = circle;
    });
    circle++;
  }
  return circleOf;
}
