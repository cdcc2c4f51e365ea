import type { GraphEdit } from "@/lib/graph/graph-edit.ts";

/** One gesture of a person: the edits that take it back, in order. */
export type UndoStep = { inverse: GraphEdit[]; typing: string | null; at: number };

/** What can be taken back and what can be done again, the latest last. */
export type UndoHistory = { undo: readonly UndoStep[]; redo: readonly UndoStep[] };

const MAX_STEPS = 500;
/** A pause this long ends one stretch of typing, ms. */
export const TYPING_PAUSE_MS = 1_000;

/** The history after a gesture. Typing on in the same field within a second stays one step. */
export function remember(history: UndoHistory, step: UndoStep): UndoHistory {
  const last = history.undo.at(-1);
  if (last && step.typing !== null && last.typing === step.typing && step.at - last.at < TYPING_PAUSE_MS)
    return { undo: [...history.undo.slice(0, -1), { ...last, at: step.at }], redo: [] };
  return { undo: [...history.undo, step].slice(-MAX_STEPS), redo: [] };
}

/**
 * The history after edits by others: what they have written since is no longer ours to take back, so those inverses
 * go, and steps left empty with them.
 */
export function withoutTouched(history: UndoHistory, others: readonly GraphEdit[]): UndoHistory {
  const keep = (steps: readonly UndoStep[]) =>
    steps
      .map((step) => ({
        ...step,
        inverse: step.inverse.filter((mine) => !others.some((theirs) => touchesSame(mine, theirs))),
      }))
      .filter((step) => step.inverse.length > 0);
  return { undo: keep(history.undo), redo: keep(history.redo) };
}

function touchesSame(one: GraphEdit, other: GraphEdit): boolean {
  if (idOf(one) !== idOf(other)) return false;
  if (!("path" in one) || !("path" in other))
    return (one.type === "node-move") === (other.type === "node-move") || isRemoval(one) || isRemoval(other);
  const [a, b] = [one.path, other.path];
  return a.slice(0, b.length).join("/") === b.slice(0, a.length).join("/");
}

const isRemoval = (edit: GraphEdit) => edit.type === "node-remove" || edit.type === "edge-remove";

function idOf(edit: GraphEdit): string | null {
  if (edit.type === "graph-change") return null;
  if (edit.type === "node-add") return edit.node.id;
  if (edit.type === "edge-add") return edit.edge.id;
  return edit.id;
}
