import type { RunEvent } from "../run/event.ts";
import { copySpan } from "./change-span.ts";
import { emptyTrace, fold } from "./fold.ts";
import type { Span, Trace } from "./trace.ts";

/** Events between two checkpoints at first: folding them takes less than a frame. */
const CHECKPOINT_EVERY = 1_000;
/** The most checkpoints. When there would be more, every second one is dropped and the distance doubles. */
const MOST_CHECKPOINTS = 16;

/** A run's log that can be viewed as of any event, forwards and backwards. */
export type Timeline = {
  /** Adds the next event. An event that is already there is ignored; a gap throws. */
  add(event: RunEvent): void;
  /** The events added so far, in order. */
  readonly events: readonly RunEvent[];
  /** The trace after the event `seq`. It is read-only and changes with the next call, so don't keep it. */
  at(seq: number): Trace;
  /** Seq of the last event at or before the time `at` (epoch ms); 0 before the first. */
  seqAt(at: number): number;
  /** The copies that make going back quick: checkpoints, and the copies of spans in them. */
  kept(): { checkpoints: number; spanCopies: number };
};

/** Creates an empty timeline. It takes few enough checkpoints that they weigh less than the events. */
export function createTimeline(runId: string): Timeline {
  const events: RunEvent[] = [];
  let every = CHECKPOINT_EVERY;
  /** In the order of their seqs, each a multiple of `every`. */
  let checkpoints: Trace[] = [];
  let shown = emptyTrace(runId);

  function moveTo(seq: number) {
    const nearest = checkpoints.findLast(({ lastSeq }) => lastSeq <= seq);
    if (seq < shown.lastSeq || (nearest && nearest.lastSeq > shown.lastSeq))
      shown = nearest ? copyTrace(nearest) : emptyTrace(runId);
    while (shown.lastSeq < seq) {
      const event = events[shown.lastSeq];
      if (!event) return;
      fold(shown, event);
      if (event.seq % every === 0 && event.seq > (checkpoints.at(-1)?.lastSeq ?? 0)) keep(shown);
    }
  }

  function keep(trace: Trace) {
    checkpoints.push(copyTrace(trace));
    if (checkpoints.length <= MOST_CHECKPOINTS) return;
    every *= 2;
    checkpoints = checkpoints.filter(({ lastSeq }) => lastSeq % every === 0);
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
    kept: () => ({
      checkpoints: checkpoints.length,
      spanCopies: new Set(checkpoints.flatMap(({ spans }) => [...spans.values()])).size,
    }),
  };
}

/**
 * A copy that can be folded into without changing the original. Values, which never change, are shared, and so are
 * ended spans: an event that says more of one replaces it.
 */
function copyTrace(trace: Trace): Trace {
  const spans = new Map<number, Span>();
  for (const [id, span] of trace.spans) spans.set(id, span.endedAt === null ? copySpan(span) : span);
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
