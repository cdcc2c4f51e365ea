import { spanIn } from "./frames.ts";
import type { Span, SpanState, Trace } from "./trace.ts";

/** What the score needs of a plan step; agents, supervisors and workflows have a stave from the start. */
export type ScoreStep = { id: string; name: string; kind: string };

/** One call on a stave. A click selects `span`: the model call, or the visit to the tool. Times are epoch ms. */
export type Bar = {
  span: number;
  kind: "model" | "tool";
  name: string;
  from: number;
  /** Null while it goes on. */
  to: number | null;
  state: SpanState;
  /** 0 for the first row; overlapping bars of one stave are in different rows, as far as there are rows. */
  row: number;
};

/** Silence with a reason: the stave waits for the next attempt. */
export type Rest = { from: number; to: number };

/** One visit to the stave's agent as it is drawn, from being asked to answering. */
export type Phrase = { span: number; from: number; to: number | null; state: SpanState };

export type Stave = {
  step: string;
  name: string;
  kind: string;
  /** How many rows its bars need, at least one. */
  rows: number;
  bars: Bar[];
  rests: Rest[];
  phrases: Phrase[];
};

/** A message between two staves, by their ordinals. */
export type Tie = { from: number; to: number; at: number; kind: "asks" | "answers"; span: number };

/** A run as music: who played when, who asked whom, who waited. `breaks`: when a runner took over from a lost one. */
export type Score = { from: number; to: number | null; staves: Stave[]; ties: Tie[]; breaks: number[] };

/** Where more calls overlap on a stave, as a map's may, the others share its last row. */
const MOST_ROWS = 12;

const PLAYS: ReadonlySet<string> = new Set(["agent", "supervisor", "workflow"]);

/**
 * Lays out a trace as staves in the order of `steps`. An agent that has not played yet has an empty stave. Tools
 * called by an agent are bars on its stave; a tool that is a step of its own has its own stave, and so has one that a map
 * asks. What is done inside a workflow is on the workflow's stave.
 */
export function scoreOf(trace: Trace, steps: readonly ScoreStep[]): Score {
  const kinds = new Map(steps.map((step) => [step.id, step.kind]));
  const staves: Stave[] = [];
  const ordinals = new Map<string, number>();
  const rowEnds = new Map<Stave, number[]>();

  const addStave = (step: ScoreStep) => {
    const ordinal = staves.push({
      step: step.id,
      name: step.name,
      kind: step.kind,
      rows: 1,
      bars: [],
      rests: [],
      phrases: [],
    });
    ordinals.set(step.id, ordinal - 1);
    return ordinal - 1;
  };
  for (const step of steps) if (PLAYS.has(step.kind)) addStave(step);

  /** The stave of a span: that of its own step, or of the agent that called the tool. */
  function staveOf(inner: Span): number | undefined {
    const span = spanIn(trace, inner, null);
    const parent = span?.parent == null ? undefined : trace.spans.get(span.parent);
    const visit = span?.kind === "step" ? span : parent;
    if (!visit) return undefined;
    if (kinds.get(visit.step) !== "tool") return ordinals.get(visit.step);
    const caller = visit.call && visit.parent !== null ? trace.spans.get(visit.parent) : undefined;
    if (caller) return staveOf(caller);
    return (
      ordinals.get(visit.step) ??
      addStave({ id: visit.step, name: visit.name, kind: kinds.get(visit.step) ?? "tool" })
    );
  }

  const ties: Tie[] = [];
  for (const span of trace.spans.values()) {
    const ordinal = staveOf(span);
    const stave = ordinal === undefined ? undefined : staves[ordinal];
    if (ordinal === undefined || !stave) continue;
    if (span.frame !== null) {
      if (span.kind !== "step") stave.bars.push(barOf(span, trace, freeRow(rowEnds, stave, span)));
      continue;
    }
    for (const { decision, at } of span.decisions) {
      const isRetry = decision.what === "retry" || (decision.what === "told" && decision.was === "retry");
      if (isRetry && decision.dueAt !== null) stave.rests.push({ from: at, to: decision.dueAt });
    }
    if (span.kind === "step") {
      if (kinds.get(span.step) === "tool") continue;
      stave.phrases.push({ span: span.id, from: span.startedAt, to: span.endedAt, state: span.state });
      const asker = span.call && span.parent !== null ? trace.spans.get(span.parent) : undefined;
      const from = asker && staveOf(asker);
      if (from === undefined || from === ordinal) continue;
      ties.push({ from, to: ordinal, at: span.startedAt, kind: "asks", span: span.id });
      if (span.endedAt !== null)
        ties.push({ from: ordinal, to: from, at: span.endedAt, kind: "answers", span: span.id });
      continue;
    }
    stave.bars.push(barOf(span, trace, freeRow(rowEnds, stave, span)));
  }
  const breaks = trace.losses.map(({ at }) => at);
  return { from: trace.startedAt, to: trace.endedAt, staves, ties, breaks };
}

function barOf(span: Span, trace: Trace, row: number): Bar {
  const visit = span.parent === null ? undefined : trace.spans.get(span.parent);
  return {
    span: span.kind === "tool" && visit ? visit.id : span.id,
    kind: span.kind === "tool" ? "tool" : "model",
    name: span.kind === "tool" ? (visit?.name ?? span.name) : (span.reply?.model ?? span.name),
    from: span.startedAt,
    to: span.endedAt,
    state: span.state,
    row,
  };
}

/** The first row of the stave that is free when the span starts. */
function freeRow(rowEnds: Map<Stave, number[]>, stave: Stave, span: Span): number {
  const ends = rowEnds.get(stave) ?? [];
  rowEnds.set(stave, ends);
  const free = ends.findIndex((end) => end <= span.startedAt);
  const row = free === -1 ? Math.min(ends.length, MOST_ROWS - 1) : free;
  ends[row] = span.endedAt ?? Number.POSITIVE_INFINITY;
  stave.rows = Math.max(stave.rows, ends.length);
  return row;
}
