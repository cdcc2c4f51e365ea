import type { EdgeKind } from "@/lib/graph/edge.ts";
import type { NodeKind } from "@/lib/graph/node.ts";

/** Size of a node on the canvas, px. Every node of a kind has the same, so nothing needs measuring. */
export const NODE_WIDTH = 232;
export const NODE_HEIGHT = 104;
const NOTE_HEIGHT = 128;

/** Height of a node of this kind, px. */
export const nodeHeight = (kind: NodeKind): number => (kind === "note" ? NOTE_HEIGHT : NODE_HEIGHT);

export type Side = "left" | "right" | "top" | "bottom";

/** A place where edges of one kind begin or end. `aside`: how far from the middle of its side it stands, px. */
export type Port = {
  id: string;
  edge: EdgeKind;
  end: "from" | "to";
  side: Side;
  label: string;
  aside?: number;
};

const flowIn: Port = { id: "flow-to", edge: "flow", end: "to", side: "left", label: "comes after" };
const flowOut: Port = { id: "flow-from", edge: "flow", end: "from", side: "right", label: "then" };
const asked: Port = { id: "worker-to", edge: "worker", end: "to", side: "top", label: "asked by" };
const asks: Port = { id: "worker-from", edge: "worker", end: "from", side: "bottom", label: "asks" };
const used: Port = { id: "tool-to", edge: "tool", end: "to", side: "top", label: "used by" };
const uses: Port = { id: "tool-from", edge: "tool", end: "from", side: "bottom", label: "can use" };

/** Beside the ports in the middle, as far as keeps both easy to hit. */
const ASIDE = 32;
const LOWER = 28;

const item = { edge: "item", aside: ASIDE } as const;
const forEach: Port = { ...item, id: "item-from", end: "from", side: "bottom", label: "for each asks" };
const askedForEach: Port = { ...item, id: "item-to", end: "to", side: "top", label: "asked for each item" };
const handoff = { edge: "handoff", aside: LOWER } as const;
const takesOver: Port = { ...handoff, id: "handoff-to", end: "to", side: "left", label: "takes over" };
const handsOver: Port = { ...handoff, id: "handoff-from", end: "from", side: "right", label: "hands over" };
const usedAside: Port = { ...used, aside: -ASIDE };

/** The ports of each kind: control goes from left to right, asking and using from top to bottom. */
export const portsOf: Record<NodeKind, readonly Port[]> = {
  input: [flowOut],
  supervisor: [flowIn, flowOut, asked, asks, askedForEach, takesOver],
  agent: [flowIn, flowOut, asked, uses, askedForEach, takesOver, handsOver],
  tool: [flowIn, flowOut, used, askedForEach],
  branch: [flowIn, flowOut],
  map: [flowIn, flowOut, forEach],
  workflow: [flowIn, flowOut, asked, usedAside, askedForEach],
  output: [flowIn],
  note: [],
  unknown: [],
};

/** Where a port's middle stands, from the node's upper left corner. */
export function portPoint(
  { side, aside = 0 }: Pick<Port, "side" | "aside">,
  height: number,
): { x: number; y: number } {
  switch (side) {
    case "left":
      return { x: 0, y: height / 2 + aside };
    case "right":
      return { x: NODE_WIDTH, y: height / 2 + aside };
    case "top":
      return { x: NODE_WIDTH / 2 + aside, y: 0 };
    case "bottom":
      return { x: NODE_WIDTH / 2 + aside, y: height };
  }
}
