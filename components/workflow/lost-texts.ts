import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { Json } from "@/lib/graph/json.ts";
import { isTextEdit, touchesSame } from "@/lib/graph/touches.ts";
import type { StoredEdit } from "@/lib/views/workflow-edits.ts";

/** An edit that sets one property to a text. */
export type TextEdit = Extract<GraphEdit, { path: string[] }> & { value: string };

/** A text of this page that gave way to somebody else's edit, who had not seen it. */
export type LostText = {
  /** Number of the edit that it gave way to. */
  seq: number;
  /** What was written, and where. */
  mine: TextEdit;
  /** What the node is called; of an edge null. */
  node: string | null;
  /** Who made that edit; null when nobody wrote there, but the text came after its place was removed. */
  by: StoredEdit["by"] | null;
  /** Whether the edit removed the place of the text. */
  removed: boolean;
};

/** What this page has written and nobody has written over since, with the numbers of those edits. */
export type OwnTexts = readonly { seq: number; edit: TextEdit }[];

const asText = (edit: GraphEdit): TextEdit | null =>
  // isTextEdit has found path and text.
  isTextEdit(edit) ? (edit as TextEdit) : null;

/** The texts after one more edit of this page was stored. */
export function withOwn(texts: OwnTexts, seq: number, edit: GraphEdit): OwnTexts {
  const others = texts.filter((text) => !touchesSame(text.edit, edit));
  const written = asText(edit);
  return written && written.value.trim() !== "" ? [...others, { seq, edit: written }] : others;
}

/**
 * The texts after an edit by somebody else, and those that it has written over without having seen them; `before` is the
 * document as it was.
 */
export function withOther(
  texts: OwnTexts,
  { seq, base, by, content }: StoredEdit,
  before: WorkflowDocument,
): { texts: OwnTexts; lost: LostText[] } {
  if (content.state !== "made") return { texts, lost: [] };
  const { edit } = content;
  const touched = texts.filter((text) => touchesSame(text.edit, edit));
  if (touched.length === 0) return { texts, lost: [] };
  const removed = edit.type.endsWith("-remove");
  return {
    texts: texts.filter((text) => !touched.includes(text)),
    lost: touched.flatMap((text) =>
      text.seq > base ? [{ seq, by, removed, mine: text.edit, node: nameOf(before, text.edit) }] : [],
    ),
  };
}

/** The texts that a person wrote by the stored edits and that nobody has written over. */
export function ownTextsOf(stored: readonly StoredEdit[], userId: string): OwnTexts {
  return stored.reduce<OwnTexts>((texts, { content, by, seq }) => {
    if (content.state !== "made") return texts;
    if (by.userId === userId) return withOwn(texts, seq, content.edit);
    return texts.filter((text) => !touchesSame(text.edit, content.edit));
  }, []);
}

/** What an edit of this page leaves behind that could not be made any more: its text, if it has one. */
export function leftBehind(edit: GraphEdit, seq: number, before: WorkflowDocument): LostText[] {
  const mine = asText(edit);
  return mine ? [{ seq, by: null, mine, node: nameOf(before, mine), removed: true }] : [];
}

/** What stands in the document where a text was lost; undefined when the place is gone. */
export function textNow(document: WorkflowDocument, { mine }: LostText): Json | undefined {
  const items = mine.type === "node-change" ? document.graph.nodes : document.graph.edges;
  let value: unknown = items.find(({ id }) => id === mine.id);
  for (const key of mine.path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    // It has the key as its own.
    value = (value as Record<string, unknown>)[key];
  }
  // Nodes and edges are JSON by their schemas.
  return value as Json | undefined;
}

/** Whether a text is still missing: it is not a part of what stands there now. */
export function isMissing(document: WorkflowDocument, lost: LostText): boolean {
  const now = textNow(document, lost);
  return typeof now !== "string" || !now.includes(lost.mine.value);
}

function nameOf({ graph }: WorkflowDocument, { type, id }: TextEdit): string | null {
  if (type !== "node-change") return null;
  return graph.nodes.find((node) => node.id === id)?.name || "No name";
}
