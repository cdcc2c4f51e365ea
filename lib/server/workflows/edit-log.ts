import { applyEdit } from "../../graph/edit.ts";
import type { WorkflowDocument } from "../../graph/graph.ts";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import { MAX_DOCUMENT_LENGTH } from "../../graph/parse-document.ts";
import { isTextEdit, touchesSame } from "../../graph/touches.ts";
import type { SentEdit } from "../../views/workflow-edits.ts";

/** How long typing of one page in one field goes into the same entry of the history, ms. */
export const STRETCH_MS = 60_000;
/** How many of the latest entries are searched for the entry that an edit continues. */
export const LOOK_BACK = 20;

/** An entry of a workflow's history. Times are epoch ms. */
export type LogEntry = Omit<SentEdit, "edit" | "undoes"> & {
  seq: number;
  userId: string;
  at: number;
  /** When the typing that is folded into it began. */
  since: number;
  undoes: string | null;
  /** Null when its text is gone: folded into a later edit, or dropped because of its age. */
  edit: GraphEdit | null;
  /** Undoes it, and everything folded into it. */
  inverse: GraphEdit[];
  foldedInto: number | null;
  /** Why it changed nothing; null when it did change something. */
  lost: string | null;
};

/** A workflow's document as of its last entry, and the latest entries, in order. */
export type EditLog = { document: WorkflowDocument; seq: number; recent: readonly LogEntry[] };

/** The result of storing edits: the document afterwards, the new entries, and which earlier entries they absorb. */
export type Appended = {
  document: WorkflowDocument;
  entries: LogEntry[];
  folded: { seq: number; into: number }[];
};

/**
 * Appends edits to the log, in the order they arrived. An edit that is no longer possible becomes an entry that
 * changes nothing, so that its text is kept. Typing continues the entry of its stretch (`STRETCH_MS`), unless
 * somebody else has written there since. Pure.
 */
export function appendEdits(
  log: EditLog,
  sent: readonly SentEdit[],
  by: { userId: string; at: number },
): Appended {
  let { document } = log;
  const fits = lengthCheck(document);
  const entries: LogEntry[] = [];
  const folded: Appended["folded"] = [];
  const latest = [...log.recent];
  for (const one of sent) {
    const seq = log.seq + entries.length + 1;
    const edited = applyEdit(document, one.edit);
    const lost = "problem" in edited ? edited.problem : fits(edited.document, one.edit);
    const stretch = lost === null ? stretchOf(latest, one, by.at) : null;
    if (stretch) {
      folded.push({ seq: stretch.seq, into: seq });
      replace(latest, { ...stretch, edit: null, inverse: [], foldedInto: seq });
      replace(entries, { ...stretch, edit: null, inverse: [], foldedInto: seq });
    }
    const made = "problem" in edited || lost !== null ? null : edited;
    const entry: LogEntry = {
      ...one,
      ...by,
      seq,
      since: stretch?.since ?? by.at,
      undoes: one.undoes ?? null,
      inverse: stretch?.inverse ?? made?.inverse ?? [],
      foldedInto: null,
      lost,
    };
    entries.push(entry);
    latest.push(entry);
    document = made?.document ?? document;
  }
  return { document, entries, folded };
}

/** The entry that an edit continues: the last one that wrote there, if it is recent typing by the same page. */
function stretchOf(latest: readonly LogEntry[], { edit, page, undoes }: SentEdit, at: number) {
  if (!isTextEdit(edit) || undoes !== undefined) return null;
  const last = latest.findLast(
    (entry) => entry.edit !== null && entry.lost === null && touchesSame(entry.edit, edit),
  );
  if (!last?.edit || last.page !== page || last.undoes !== null || at - last.since >= STRETCH_MS) return null;
  return isTextEdit(last.edit) && last.edit.path.length === edit.path.length ? last : null;
}

function replace(entries: LogEntry[], entry: LogEntry): void {
  const at = entries.findIndex(({ seq }) => seq === entry.seq);
  if (at >= 0) entries[at] = entry;
}

/**
 * Why a document is too long after an edit, or null. The whole document is measured only when it may have become
 * shorter.
 */
function lengthCheck(before: WorkflowDocument): (after: WorkflowDocument, edit: GraphEdit) => string | null {
  let current = before;
  let atMost: number | null = null;
  let maybeShorter = false;
  return (after, edit) => {
    const known = atMost ?? JSON.stringify(before).length;
    let next = known + growth(current, after, edit);
    if (edit.type.endsWith("-remove")) maybeShorter = true;
    else if (next > MAX_DOCUMENT_LENGTH && maybeShorter) {
      next = JSON.stringify(after).length;
      maybeShorter = false;
    }
    if (next > MAX_DOCUMENT_LENGTH && next > known)
      return `a workflow holds at most ${MAX_DOCUMENT_LENGTH.toLocaleString("en")} characters; split it into several`;
    atMost = next;
    current = after;
    return null;
  };
}

/** The most characters by which an edit makes a document longer. */
function growth(before: WorkflowDocument, after: WorkflowDocument, edit: GraphEdit): number {
  if (edit.type.endsWith("-remove")) return 0;
  if (edit.type !== "node-change" && edit.type !== "edge-change") return JSON.stringify(edit).length;
  const lengthIn = ({ graph }: WorkflowDocument) => {
    const items: { id: string }[] = edit.type === "node-change" ? graph.nodes : graph.edges;
    return JSON.stringify(items.find(({ id }) => id === edit.id) ?? null).length;
  };
  return lengthIn(after) - lengthIn(before);
}
