import { applyEdit } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { touchesSame } from "@/lib/graph/touches.ts";
import type { SavedEdits, SentEdit, StoredEdit } from "@/lib/views/workflow-edits.ts";
import { type LostText, leftBehind, type OwnTexts, withOther, withOwn } from "./lost-texts.ts";
import { NO_HISTORY, type UndoHistory, withInverse, withoutTouched } from "./undo-history.ts";

/** The workflow as the server has it up to the edit `seq`, and what this page has to do with it. */
export type Shared = {
  confirmed: WorkflowDocument;
  seq: number;
  /** What this page has written and nobody has written over. */
  own: OwnTexts;
  history: UndoHistory;
};

/** The page that takes stored edits. */
export type Taking = {
  /** The id of the page. */
  page: string;
  /** What it shows. */
  document: WorkflowDocument;
  /** Its edits that it does not know to be stored, in order. */
  unsaved: readonly SentEdit[];
  /** Ids of those that the server says are stored, among what is taken or before. */
  done?: ReadonlySet<string>;
};

/** What the page has after it took them. */
export type Taken = Shared & {
  /** What it shows: the server's document, with what is not stored yet on top. */
  document: WorkflowDocument;
  /** Ids of its edits that are stored by now. */
  stored: ReadonlySet<string>;
  lostTexts: LostText[];
  /** Its own edits that could not be made any more, and why. */
  lostEdits: { edit: GraphEdit; why: string }[];
};

/**
 * Takes what the server has stored after `shared.seq`, in the server's order; what is known already is passed over. Edits
 * of the page that are not stored yet stay on top, and are taken back to what others have put beneath them. Null when it
 * does not follow from what the page has. Pure.
 */
export function takeStored(
  shared: Shared,
  rows: readonly StoredEdit[],
  { page, document, unsaved, done = new Set() }: Taking,
): Taken | null {
  const open = new Map(unsaved.map((one) => [one.id, one]));
  const others: GraphEdit[] = [];
  const state: Taken = { ...shared, document, stored: new Set(), lostTexts: [], lostEdits: [] };
  const stored = new Set<string>();
  // The page shows its own edits already: as long as they come in its order and as it made them, nothing moves.
  let asShown = true;
  for (const row of rows) {
    if (row.seq <= state.seq) continue;
    if (row.seq !== state.seq + 1 || row.content.state === "dropped") return null;
    const isOwn = row.page === page || open.has(row.id);
    asShown &&= isOwn && row.content.state !== "lost" && open.keys().next().value === row.id;
    const applied = apply(state.confirmed, row);
    if (applied === null) return null;
    if (isOwn) takeOwn(state, row, { inverse: applied.inverse, others });
    else {
      takeOther(state, row, new Set(open.keys()));
      if (row.content.state === "made") others.push(row.content.edit);
    }
    state.confirmed = applied.document;
    state.seq = row.seq;
    open.delete(row.id);
    stored.add(row.id);
  }
  for (const id of done) {
    if (open.delete(id)) asShown = false;
    stored.add(id);
  }
  return { ...state, ...(!asShown && onTop(state, [...open.values()], others)), stored };
}

/** As `takeStored`, of a page that was too far behind: the document is as of `seq`, and `rows` are the page's own. */
export function takeDocument(
  { document, seq, edits: rows }: Required<SavedEdits>,
  { unsaved, done = new Set() }: Pick<Taking, "unsaved" | "done">,
): Taken {
  const stored = new Set([...done, ...rows.map(({ id }) => id)]);
  const fresh: Shared = { confirmed: document, seq, own: [], history: NO_HISTORY };
  const state: Taken = { ...fresh, document, stored, lostTexts: [], lostEdits: [] };
  for (const row of rows) noteLost(state, row);
  const open = unsaved.filter(({ id }) => !stored.has(id));
  return { ...state, document: onTop(state, open, []).document };
}

function apply(document: WorkflowDocument, { content }: StoredEdit) {
  if (content.state !== "made") return { document, inverse: [] };
  const edited = applyEdit(document, content.edit);
  return "problem" in edited ? null : edited;
}

function takeOwn(
  state: Taken,
  row: StoredEdit,
  { inverse, others }: { inverse: GraphEdit[]; others: readonly GraphEdit[] },
): void {
  const { content, id, seq } = row;
  noteLost(state, row);
  if (content.state === "lost") state.history = withInverse(state.history, id, []);
  if (content.state !== "made") return;
  const { edit } = content;
  state.own = withOwn(state.own, seq, edit);
  if (others.some((other) => touchesSame(other, edit)))
    state.history = withInverse(state.history, id, inverse);
}

function takeOther(state: Taken, row: StoredEdit, unsaved: ReadonlySet<string>): void {
  if (row.content.state !== "made") return;
  const { texts, lost } = withOther(state.own, row, state.confirmed);
  state.own = texts;
  state.lostTexts.push(...lost);
  state.history = withoutTouched(state.history, row.content.edit, unsaved);
}

function noteLost(state: Taken, { seq, content }: StoredEdit): void {
  if (content.state !== "lost") return;
  state.lostTexts.push(...leftBehind(content.edit, seq, state.document));
  state.lostEdits.push(content);
}

/** What is not stored yet, on top of what is; what does not fit there now is not shown. */
function onTop(
  state: Pick<Taken, "confirmed" | "history">,
  unsaved: readonly SentEdit[],
  others: readonly GraphEdit[],
): Pick<Taken, "document" | "history"> {
  let { confirmed: document, history } = state;
  for (const { id, edit } of unsaved) {
    const edited = applyEdit(document, edit);
    if ("problem" in edited) continue;
    document = edited.document;
    if (others.some((other) => touchesSame(other, edit))) history = withInverse(history, id, edited.inverse);
  }
  return { document, history };
}
