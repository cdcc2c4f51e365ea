import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { itemKey } from "@/lib/graph/item.ts";
import type { Json } from "@/lib/graph/json.ts";
import { isTextEdit, type TextEdit, touchesSame } from "@/lib/graph/touches.ts";
import type { StoredEdit } from "@/lib/views/workflow-edits.ts";

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

/** The texts after one more edit of this page was stored. */
export function withOwn(texts: OwnTexts, seq: number, edit: GraphEdit): OwnTexts {
  const others = texts.filter((text) => !touchesSame(text.edit, edit));
  return isTextEdit(edit) && edit.value.trim() !== "" ? [...others, { seq, edit }] : others;
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
  if (!isTextEdit(edit)) return [];
  return [{ seq, by: null, mine: edit, node: nameOf(before, edit), removed: true }];
}

/** What stands in the document where a text was lost; undefined when the place is gone. */
export function textNow(document: WorkflowDocument, { mine }: LostText): Json | undefined {
  const items = mine.type === "node-change" ? document.graph.nodes : document.graph.edges;
  // Nodes and edges are JSON by their schemas.
  let value = items.find(({ id }) => id === mine.id) as Json | undefined;
  for (const key of mine.path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) value = value.find((item) => itemKey(item) === key);
    else value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
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
