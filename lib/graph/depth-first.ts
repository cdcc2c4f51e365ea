/**
 * Depth-first search from `start` over what is not `seen`, without recursion; `leave` is called for a node after
 * everything below it has been visited.
 */
export function depthFirst(
  start: number,
  next: readonly (readonly number[])[],
  seen: Set<number>,
  leave: (node: number) => void,
) {
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
