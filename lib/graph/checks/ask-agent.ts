import type { Graph, Position } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { newNode, newNodeName } from "../new-node.ts";
import type { MapNode } from "../node.ts";

/** How far below a map the agent stands that it asks, px. */
const BELOW = 176;

/** The edits that add an agent, below the map where that stands at `at`, and let the map ask it for each item. */
export function askAgent({ nodes, edges }: Graph, map: MapNode, at: Position | null): GraphEdit[] {
  const id = freeId(`${map.id}-agent`, new Set(nodes.map((node) => node.id)));
  const names = new Set(nodes.map((node) => node.name));
  const name = freeName(newNodeName("agent"), names);
  return [
    {
      type: "node-add",
      node: newNode("agent", id, { name }),
      position: { x: at?.x ?? 0, y: (at?.y ?? BELOW) + BELOW },
    },
    {
      type: "edge-add",
      edge: {
        id: freeId(`${map.id}-item`, new Set(edges.map((edge) => edge.id))),
        kind: "item",
        from: map.id,
        to: id,
        context: [],
      },
    },
  ];
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const start = wanted.slice(-50);
  let id = start;
  for (let number = 2; taken.has(id); number++) id = `${start}-${number}`;
  return id;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`;
  return name;
}
