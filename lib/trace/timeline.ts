import type { RunEvent } from "../run/event.ts";
import { emptyTrace, fold } from "./fold.ts";
import type { Span, Trace } from "./trace.ts";

/** Folding this many events costs less than one frame; between two checkpoints there are never more. */
const CHECKPOINT_EVERY = 1_000;

/** A run's log that can be looked at as of any event, forwards and backwards. */
export type Timeline = {
  /** Adds the next event; an event seen already is ignored, a gap throws. */
  add(event: RunEvent): void;
  /** The events added so far, in order. */
  readonly events: readonly RunEvent[];
  /** The trace after the event `seq`. It is read-only and changes with the next call: don't keep it. */
  at(seq: number): Trace;
  /** Seq of the last event that had happened by the time `at` (epoch ms); 0 before the first. */
  seqAt(at: number): number;
};

/** An empty timeline; checkpoints are taken on the way, so that going back refolds at most 1,000 events. */
export function createTimeline(runId: string): Timeline {
  const events: RunEvent[] = [];
  const checkpoints = [emptyTrace(runId)];
  let shown = emptyTrace(runId);

  function moveTo(seq: number) {
    const nearest = checkpoints[Math.min(Math.floor(seq / CHECKPOINT_EVERY), checkpoints.length - 1)];
    const from = nearest ?? emptyTrace(runId);
    if (seq < shown.lastSeq || from.lastSeq > shown.lastSeq) shown = copyTrace(from);
    for (const event of events.slice(shown.lastSeq, seq)) {
      fold(shown, event);
      if (event.seq === checkpoints.length * CHECKPOINT_EVERY) checkpoints.push(copyTrace(shown));
    }
  }

  return {
    events,
    add(event) {
      if (event.seq <= events.length) return;
      if (event.seq !== events.length + 1)
        throw new Error(`run ${runId}: expected event ${events.length + 1}, got ${event.seq}`);
      events.push(event);
    },
    at(seq) {
      const target = Math.max(0, Math.min(seq, events.length));
      if (target !== shown.lastSeq) moveTo(target);
      return shown;
    },
    seqAt(at) {
      let low = 0;
      let high = events.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((events[middle]?.at ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** A copy that folding changes without touching the original; values, which nothing changes, are shared. */
function copyTrace(trace: Trace): Trace {
  const spans = new Map<number, Span>();
  for (const [id, span] of trace.spans)
    spans.set(id, {
      ...span,
      decisions: [...span.decisions],
      children: [...span.children],
      totals: { ...span.totals },
    });
  return {
    ...trace,
    spans,
    roots: [...trace.roots],
    decisions: [...trace.decisions],
    passages: [...trace.passages],
    claims: [...trace.claims],
    losses: trace.losses.map((loss) => ({ ...loss, calls: [...loss.calls] })),
    totals: { ...trace.totals },
  };
}
