import type { Position } from "@/lib/graph/graph.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-shape.ts";

export const SIBLING_GAP = 32;
const LEVEL_GAP = 72;

/** A node with those it asks or uses below it. Places are the left upper corners of the blocks' own fields. */
export type Block = {
  id: string;
  width: number;
  height: number;
  headHeight: number;
  /** Of the node itself, from the left side of the block. */
  headLeft: number;
  below: { block: Block; left: number; top: number }[];
};

/**
 * A node over the blocks below it: side by side, or, when four or more of them are single nodes, as bricks in two rows,
 * so that the lines to the second row pass between those of the first.
 */
export function blockOf(id: string, headHeight: number, children: readonly Block[]): Block {
  const bricks = children.length >= 4 && children.every((child) => child.below.length === 0);
  const first = bricks ? Math.ceil((children.length + 1) / 2) : children.length;
  const top = headHeight + LEVEL_GAP;
  const below: Block["below"] = [];
  let left = 0;
  for (const [index, child] of children.entries()) {
    if (index === first) left = (NODE_WIDTH + SIBLING_GAP) / 2;
    below.push({ block: child, left, top: index < first ? top : top + NODE_HEIGHT + SIBLING_GAP });
    left += child.width + SIBLING_GAP;
  }
  const row = below.slice(0, first);
  const rowWidth = Math.max(0, ...row.map((one) => one.left + one.block.width));
  const [start, end] = [row[0], row.at(-1)];
  const middle =
    start && end
      ? (start.left + headMiddle(start.block) + end.left + headMiddle(end.block)) / 2
      : NODE_WIDTH / 2;
  const indent = Math.max(0, NODE_WIDTH / 2 - middle);
  return {
    id,
    width: Math.max(NODE_WIDTH, rowWidth + indent),
    height: Math.max(headHeight, ...below.map((one) => one.top + one.block.height)),
    headHeight,
    headLeft: middle + indent - NODE_WIDTH / 2,
    below: below.map((one) => ({ ...one, left: one.left + indent })),
  };
}

/** The left upper corners of all nodes of a block whose head's corner is at `x`, `y`. */
export function* place(block: Block, x: number, y: number): Generator<[string, Position]> {
  yield [block.id, { x, y }];
  const left = x - block.headLeft;
  for (const one of block.below) yield* place(one.block, left + one.left + one.block.headLeft, y + one.top);
}

const headMiddle = (block: Block) => block.headLeft + NODE_WIDTH / 2;
