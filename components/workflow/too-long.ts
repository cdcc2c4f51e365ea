import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { MAX_EDIT_LENGTH } from "@/lib/views/workflow-edits.ts";

/** Says why an edit is too long to be stored, or null. */
export function tooLong(edit: GraphEdit): string | null {
  const { length } = JSON.stringify(edit);
  if (length <= MAX_EDIT_LENGTH) return null;
  const million = (characters: number) => `${(characters / 1e6).toFixed(1)} million characters`;
  return `this is too long: expected at most ${million(MAX_EDIT_LENGTH)}, got ${million(length)}; split it`;
}
