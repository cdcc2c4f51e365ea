import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { isTextEdit, type TextEdit, touchesSame } from "@/lib/graph/touches.ts";
import type { RememberedEdit } from "@/lib/views/workflow-edits.ts";

/** An edit of a gesture: its id, and what takes it back, in order. */
export type UndoPart = { editId: string; inverse: readonly GraphEdit[] };

/** One gesture of a person, its edits in the order they were made. */
export type UndoStep = { id: string; parts: readonly UndoPart[]; typing: string | null; at: number };

/** What can be taken back and what can be done again, the latest last. */
export type UndoHistory = { undo: readonly UndoStep[]; redo: readonly UndoStep[] };

export const NO_HISTORY: UndoHistory = { undo: [], redo: [] };
const MAX_STEPS = 500;
/** A pause this long ends one stretch of typing, ms. */
export const TYPING_PAUSE_MS = 1_000;

/** The gesture that typing goes on with; null when it begins another. */
export function goesOnWith(history: UndoHistory, typing: string | null, at: number): UndoStep | null {
  const last = history.undo.at(-1);
  return last && typing !== null && last.typing === typing && at - last.at < TYPING_PAUSE_MS ? last : null;
}

/** The history after a gesture. What has the id of the latest goes on with it. */
export function remember(history: UndoHistory, step: UndoStep): UndoHistory {
  const last = history.undo.at(-1);
  if (last?.id !== step.id) return { undo: [...history.undo, step].slice(-MAX_STEPS), redo: [] };
  // An edit that goes on before it was sent is still taken back to where it began.
  const known = new Set(last.parts.map(({ editId }) => editId));
  const parts = [...last.parts, ...step.parts.filter(({ editId }) => !known.has(editId))];
  return { undo: [...history.undo.slice(0, -1), { ...last, parts, at: step.at }], redo: [] };
}

/** The edits that take a gesture back. Of several that set one text after another the last is enough. */
export function inverseOf(step: UndoStep): GraphEdit[] {
  const edits = step.parts.toReversed().flatMap(({ inverse }) => inverse);
  return edits.filter((edit, index) => {
    const next = edits[index + 1];
    return !(next && isTextEdit(edit) && isTextEdit(next) && isSameProperty(edit, next));
  });
}

const isSameProperty = (one: TextEdit, other: TextEdit) =>
  one.path.length === other.path.length && touchesSame(one, other);

/** The history after a gesture was taken back (or done again) by another, which takes its place on the other side. */
export function turnedBack(history: UndoHistory, id: string, by: UndoStep | null): UndoHistory {
  const without = (steps: readonly UndoStep[]) => steps.filter((step) => step.id !== id);
  const wasUndo = history.undo.some((step) => step.id === id);
  const [undo, redo] = [without(history.undo), without(history.redo)];
  if (by === null) return { undo, redo };
  return wasUndo ? { undo, redo: [...redo, by] } : { undo: [...undo, by], redo };
}

/**
 * The history after an edit by somebody else: what they have written since is no longer ours to take back, so those
 * inverses go, and steps left empty with them. Edits in `later` come after theirs.
 */
export function withoutTouched(
  history: UndoHistory,
  other: GraphEdit,
  later: ReadonlySet<string> = new Set(),
): UndoHistory {
  return changed(history, (part) => {
    if (later.has(part.editId) || !part.inverse.some((mine) => touchesSame(mine, other))) return part;
    return { ...part, inverse: part.inverse.filter((mine) => !touchesSame(mine, other)) };
  });
}

/** The history when an edit is taken back by `inverse` now; by nothing when it was not made after all. */
export function withInverse(
  history: UndoHistory,
  editId: string,
  inverse: readonly GraphEdit[],
): UndoHistory {
  return changed(history, (part) => (part.editId === editId ? { ...part, inverse } : part));
}

function changed(history: UndoHistory, change: (part: UndoPart) => UndoPart): UndoHistory {
  const changedSteps = (steps: readonly UndoStep[]) =>
    steps.flatMap((step) => {
      const parts = step.parts.map(change);
      if (parts.every((part, index) => part === step.parts[index])) return [step];
      const left = parts.filter(({ inverse }) => inverse.length > 0);
      return left.length > 0 ? [{ ...step, parts: left }] : [];
    });
  return { undo: changedSteps(history.undo), redo: changedSteps(history.redo) };
}

/** What a person can take back of the edits that are stored: their own, where nobody else has written since. */
export function historyOf(stored: readonly RememberedEdit[], userId: string): UndoHistory {
  let history = NO_HISTORY;
  for (const { id, content, by, step, undoes, inverse } of stored) {
    if (content.state !== "made") continue;
    if (by.userId !== userId) history = withoutTouched(history, content.edit);
    else {
      const made: UndoStep = { id: step, parts: [{ editId: id, inverse }], typing: null, at: 0 };
      history = afterOwn(history, made, undoes);
    }
  }
  return history;
}

function afterOwn(history: UndoHistory, made: UndoStep, undoes: string | null): UndoHistory {
  const isAt = (steps: readonly UndoStep[], id: string) => steps.some((step) => step.id === id);
  if (undoes === null) return remember(history, made);
  if (isAt(history.undo, undoes) || isAt(history.redo, undoes)) return turnedBack(history, undoes, made);
  // Another edit of the same gesture, or one that takes back what is not remembered any more.
  const onto = (steps: readonly UndoStep[]) =>
    steps.map((step) => (step.id === made.id ? { ...step, parts: [...step.parts, ...made.parts] } : step));
  if (isAt(history.undo, made.id) || isAt(history.redo, made.id))
    return { undo: onto(history.undo), redo: onto(history.redo) };
  return remember(history, made);
}
