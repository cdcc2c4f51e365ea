import type { NodePaint } from "@/components/canvas/run-paint.ts";
import { joined } from "@/lib/trace/decision-words.ts";
import { replacedFailure } from "@/lib/trace/failures.ts";
import { handedFrom, handedTo } from "@/lib/trace/handed-over.ts";
import type { ItemTally, Span, Trace } from "@/lib/trace/trace.ts";

/** What a node says of its work beside its state: how far it is, or who has control. */
export type WorkNote = Pick<NodePaint, "note" | "progress">;

/** What is known of a step after its visits: the latest one, those that are open, what goes on inside a workflow. */
type Work = { last: Span; open: number; byItem: boolean; inside: Map<number, Inside> };
type Inside = { done: number; running: string[] };

/** What the nodes of the graph of `frame` say of their work, by step; those with nothing to say are left out. */
export function workNotes(trace: Trace, frame: number | null): Map<string, WorkNote> {
  const works = new Map<string, Work>();
  for (const span of trace.spans.values()) {
    if (span.kind !== "step") continue;
    if (span.frame === frame) addVisit(works, span);
    else addInside(works, span, trace);
  }
  const notes = new Map<string, WorkNote>();
  for (const [step, work] of works) {
    const note = noteOf(trace, work);
    if (note) notes.set(step, note);
  }
  return notes;
}

function addVisit(works: Map<string, Work>, span: Span) {
  const work = works.get(span.step) ?? { last: span, open: 0, byItem: false, inside: new Map() };
  works.set(span.step, work);
  work.last = span;
  work.byItem = span.origin?.by === "item";
  if (span.endedAt === null) work.open += 1;
}

function addInside(works: Map<string, Work>, span: Span, trace: Trace) {
  const around = span.frame === null ? undefined : trace.spans.get(span.frame);
  const work = around && works.get(around.step);
  if (!around || !work || around.endedAt !== null || work.last.frame !== around.frame) return;
  if (span.origin?.by === "call" || span.origin?.by === "item") return;
  const inside = work.inside.get(around.id) ?? { done: 0, running: [] };
  work.inside.set(around.id, inside);
  if (span.endedAt === null) inside.running.push(span.name);
  else inside.done += 1;
}

function noteOf(trace: Trace, { last, open, byItem, inside }: Work): WorkNote | null {
  if (last.items) return itemNote(last.items, last.endedAt === null);
  if (byItem) return open > 0 ? { note: `${open} under way`, progress: null } : null;
  const within = last.endedAt === null ? inside.get(last.id) : undefined;
  if (within) return { note: insideWords(within), progress: null };
  if (last.endedAt === null) {
    const giver = handedFrom(trace, last);
    return giver ? { note: `In control, handed over by ${giver.name}`, progress: null } : null;
  }
  const became = failureNote(last);
  if (became) return { note: became, progress: null };
  const handed = handedTo(trace, last);
  return handed && { note: `Handed over to ${handed.to.name}`, progress: null };
}

/** What became of the failure of the latest visit. */
function failureNote(span: Span): string | null {
  if (replacedFailure(span)) return "Failed, went on with the given result";
  if (span.state !== "failed" && span.state !== "unknown") return null;
  const passed = span.decisions.findLast(({ decision }) => decision.what === "pass")?.decision;
  if (passed?.what !== "pass") return null;
  const what = span.state === "failed" ? "Failed" : "Ended in doubt";
  return passed.live.length > 0 ? `${what}, went on by “if it fails”` : `${what}, and is left out`;
}

function itemNote({ count, ended, failed }: ItemTally, goesOn: boolean): WorkNote {
  const many = goesOn ? `${ended} of ${count}` : count === 1 ? "1 item" : `${count} items`;
  const note = failed.length > 0 ? `${many}, ${failed.length} failed` : many;
  return { note, progress: goesOn ? { done: ended, failed: failed.length, total: count } : null };
}

function insideWords({ done, running }: Inside): string {
  const did = done === 1 ? "1 step done" : `${done} steps done`;
  return running.length > 0 ? `${did}, now ${joined(running)}` : did;
}
