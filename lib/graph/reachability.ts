/** Whether one node comes before another: whether a way leads from it to the other, of one edge at least. */
export type Reachability = (earlier: string, later: string) => boolean;

/**
 * Finds out once what leads to what. Circles are put together first (Kosaraju's algorithm); then each circle's row of bits, one
 * for each node, is that of those before it with these added. So it takes time in proportion to nodes and edges, times a row.
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
  // Circles are numbered so that every one comes after those that lead to it.
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

/** For each node the number of its circle; a node in no circle has one of its own. */
function circles(next: readonly number[][], before: readonly number[][]): number[] {
  const finished: number[] = [];
  const seen = new Set<number>();
  for (const start of next.keys()) walk(start, next, seen, (node) => finished.push(node));
  const circleOf: number[] = next.map(() => 0);
  const placed = new Set<number>();
  let circle = 0;
  for (const start of finished.toReversed()) {
    if (placed.has(start)) continue;
    walk(start, before, placed, (node) => {
      circleOf[node] = circle;
    });
    circle++;
  }
  return circleOf;
}

/** Depth first from `start` over what is not `seen`; `leave` is called for a node when all behind it has been visited. */
function walk(start: number, next: readonly number[][], seen: Set<number>, leave: (node: number) => void) {
  if (seen.has(start)) return;
  seen.add(start);
  const open = [{ node: start, at: 0 }];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const to = next[top.node]?.[top.at++];
    if (to === undefined) {
      leave(top.node);
      open.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      open.push({ node: to, at: 0 });
    }
  }
}
