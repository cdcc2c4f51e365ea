import { applyEdit } from "@/lib/graph/edit.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import type { SentEdit, StoredEdit } from "@/lib/views/workflow-edits.ts";
import type { SaveEdits } from "./workflow-props.ts";

/** How a test's server takes the next requests; `deaf`: it stores them, and its answer is lost. */
export type Mood = "well" | "deaf" | "away" | "busy" | "refusing";

/** For tests: a server that keeps one workflow's edits as the real one does, without folding and without a database. */
export function testEditsServer(document: WorkflowDocument) {
  const rows: StoredEdit[] = [];
  const requests: SentEdit[][] = [];
  let current = document;
  let mood: Mood = "well";

  function store(one: SentEdit, userId: string): void {
    if (rows.some(({ id }) => id === one.id)) return;
    const { edit, undoes = null, ...same } = one;
    const edited = applyEdit(current, edit);
    const content: StoredEdit["content"] =
      "problem" in edited ? { state: "lost", edit, why: edited.problem } : { state: "made", edit };
    if (!("problem" in edited)) current = edited.document;
    rows.push({ ...same, undoes, seq: rows.length + 1, by: { userId, name: userId }, content });
  }

  const saveEdits: SaveEdits = async (baseSeq, edits) => {
    if (edits.length > 0) requests.push(edits);
    if (mood === "away") throw new TypeError("fetch failed");
    if (mood === "busy")
      return { ok: false, code: "UNAVAILABLE", message: "The database is away.", fields: {} };
    if (mood === "refusing") return { ok: false, code: "INVALID", message: "That is no edit.", fields: {} };
    for (const one of edits) store(one, "ada");
    if (mood === "deaf") throw new TypeError("fetch failed");
    const seq = rows.length;
    if (baseSeq === null || baseSeq > seq) return { ok: true, seq, edits: [], document: current };
    return { ok: true, seq, edits: rows.slice(baseSeq) };
  };

  let theirs = 0;
  return {
    saveEdits,
    requests,
    rows,
    document: () => current,
    /** The edits that were made, in order. */
    made: () => rows.flatMap(({ content }) => (content.state === "made" ? [content.edit] : [])),
    be: (next: Mood) => {
      mood = next;
    },
    /** Somebody else stores edits, having seen everything up to `base` (everything, when it is absent). */
    otherMakes(edits: GraphEdit[], base = rows.length) {
      for (const edit of edits)
        store({ id: `theirs-${++theirs}`, edit, page: "theirs", base, step: `theirs-${theirs}` }, "anna");
    },
  };
}
