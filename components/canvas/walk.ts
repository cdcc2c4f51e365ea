import type { Graph, Layout } from "@/lib/graph/graph.ts";

export type Direction = "left" | "right" | "up" | "down";

const steps: Record<Direction, { x: number; y: number }> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** The direction of an arrow key, or null for any other key. */
export function directionOf(key: string): Direction | null {
  switch (key) {
    case "ArrowLeft":
      return "left";
    case "ArrowRight":
      return "right";
    case "ArrowUp":
      return "up";
    case "ArrowDown":
      return "down";
    default:
      return null;
  }
}

/** The node that an arrow key leads to: the nearest in that direction, a connected one before a stranger. */
export function nextNode(graph: Graph, layout: Layout, from: string, direction: Direction): string | null {
  const at = (id: string) => (Object.hasOwn(layout, id) ? layout[id] : undefined) ?? { x: 0, y: 0 };
  const here = at(from);
  const step = steps[direction];
  const neighbours = new Set(
    graph.edges.flatMap((edge) => (edge.from === from ? [edge.to] : edge.to === from ? [edge.from] : [])),
  );
  let best: { id: string; cost: number } | null = null;
  for (const { id } of graph.nodes) {
    if (id === from) continue;
    const dx = at(id).x - here.x;
    const dy = at(id).y - here.y;
    const ahead = dx * step.x + dy * step.y;
    if (ahead <= 0) continue;
    const aside = Math.abs(dx * step.y) + Math.abs(dy * step.x);
    const cost = (ahead + 2.5 * aside) * (neighbours.has(id) ? 0.35 : 1);
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id ?? null;
}
