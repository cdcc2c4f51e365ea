import type { EdgeKind } from "@/lib/graph/edge.ts";
import type { NodeKind } from "@/lib/graph/node.ts";

/** Size of a node on the canvas, px. Every node of a kind has the same, so nothing needs measuring. */
export const NODE_WIDTH = 232;
export const NODE_HEIGHT = 104;
const NOTE_HEIGHT = 128;

/** Height of a node of this kind, px. */
export const nodeHeight = (kind: NodeKind): number => (kind === "note" ? NOTE_HEIGHT : NODE_HEIGHT);

export type Side = "left" | "right" | "top" | "bottom";

/** A place where edges of one kind begin or end. */
export type Port = { id: string; edge: EdgeKind; end: "from" | "to"; side: Side; label: string };

const flowIn: Port = { id: "flow-to", edge: "flow", end: "to", side: "left", label: "comes after" };
const flowOut: Port = { id: "flow-from", edge: "flow", end: "from", side: "right", label: "then" };
const asked: Port = { id: "worker-to", edge: "worker", end: "to", side: "top", label: "asked by" };
const asks: Port = { id: "worker-from", edge: "worker", end: "from", side: "bottom", label: "asks" };
const used: Port = { id: "tool-to", edge: "tool", end: "to", side: "top", label: "used by" };
const uses: Port = { id: "tool-from", edge: "tool", end: "from", side: "bottom", label: "can use" };

const forEach: Port = { id: "item-from", edge: "item", end: "from", side: "bottom", label: "for each asks" };

/** The ports of each kind: control goes from left to right, asking and using from top to bottom. */
export const portsOf: Record<NodeKind, readonly Port[]> = {
  input: [flowOut],
  supervisor: [flowIn, flowOut, asked, asks],
  agent: [flowIn, flowOut, asked, uses],
  tool: [flowIn, flowOut, used],
  branch: [flowIn, flowOut],
  map: [flowIn, flowOut, forEach],
  workflow: [flowIn, flowOut, asked],
  output: [flowIn],
  note: [],
  unknown: [],
};

/** Where a port's middle stands, from the node's upper left corner. */
export function portPoint(side: Side, height: number): { x: number; y: number } {
  switch (side) {
    case "left":
      return { x: 0, y: height / 2 };
    case "right":
      return { x: NODE_WIDTH, y: height / 2 };
    case "top":
      return { x: NODE_WIDTH / 2, y: 0 };
    case "bottom":
      return { x: NODE_WIDTH / 2, y: height };
  }
}
