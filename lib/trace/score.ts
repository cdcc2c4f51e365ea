import type { FlowPlan } from "../plan/plan.ts";
import { spanIn } from "./frames.ts";
import { type Loop, loopsOf, type Round, roundsOf } from "./rounds.ts";
import { type ShownState, shownState } from "./shown-state.ts";
import type { Span, Trace } from "./trace.ts";

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
  state: ShownState;
  /** 0 for the first row; overlapping bars of one stave are in different rows, as far as there are rows. */
  row: number;
};

/** Silence with a reason: the stave waits for the next attempt. */
export type Rest = { from: number; to: number };

/** One visit to the stave's agent as it is drawn, from being asked to answering. */
export type Phrase = { span: number; from: number; to: number | null; state: ShownState };

/** The beginning of a visit to a step that control came to several times: which of them it is, counted from 1. */
export type VisitMark = { span: number; at: number; number: number };

export type Stave = {
  step: string;
  name: string;
  kind: string;
  /** How many rows its bars need, at least one. */
  rows: number;
  bars: Bar[];
  rests: Rest[];
  phrases: Phrase[];
  /** Empty where control came to the step only once. */
  visits: VisitMark[];
};

/** A round of a loop: `name` of the step with which it begins, and the ordinals of the staves that play in it. */
export type ScoreRound = Round & { name: string; staves: number[] };

/** A message between two staves, by their ordinals. */
export type Tie = { from: number; to: number; at: number; kind: "asks" | "answers"; span: number };

/** A run as music: who played when, who asked whom, who waited. `breaks`: when a runner took over from a lost one. */
export type Score = {
  from: number;
  to: number | null;
  staves: Stave[];
  ties: Tie[];
  breaks: number[];
  /** Loop by loop, the widest first; empty where control never went back. */
  rounds: ScoreRound[];
};

/** Where more calls overlap on a stave, as a map's may, the others share its last row. */
const MOST_ROWS = 12;

const PLAYS: ReadonlySet<string> = new Set(["agent", "supervisor", "workflow"]);

/**
 * Lays out a trace as staves in the order in which they first played, so that who plays is in sight. An agent that has not
 * played yet has an empty stave below, in the order of `steps`. Tools called by an agent are bars on its stave; a tool that
 * is a step of its own has its own stave below the agents', and so has one that a map asks. What is done inside a workflow
 * is on the workflow's stave. Without the plan of the run's own graph, nothing is known of its loops.
 */
export function scoreOf(trace: Trace, steps: readonly ScoreStep[], plan: FlowPlan | null = null): Score {
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
      visits: [],
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
      if (isOfFlow(span)) stave.visits.push(visitMark(span));
      if (kinds.get(span.step) === "tool") continue;
      stave.phrases.push({ span: span.id, from: span.startedAt, to: span.endedAt, state: shownState(span) });
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
  for (const stave of staves) if (stave.visits.length < 2) stave.visits = [];
  const isTool = ({ kind }: Stave) => Number(!PLAYS.has(kind));
  const played = staves.toSorted(
    (one, other) => isTool(one) - isTool(other) || firstPlayed(one) - firstPlayed(other),
  );
  const places = new Map(played.map((stave, at) => [stave.step, at]));
  const place = (ordinal: number) => places.get(staves[ordinal]?.step ?? "") ?? ordinal;
  for (const tie of ties) [tie.from, tie.to] = [place(tie.from), place(tie.to)];
  for (const [step, ordinal] of ordinals) ordinals.set(step, place(ordinal));
  const breaks = trace.losses.map(({ at }) => at);
  const rounds = plan ? roundsIn(trace, plan, ordinals) : [];
  return { from: trace.startedAt, to: trace.endedAt, staves: played, ties, breaks, rounds };
}

/** When a stave's first visit or call began; one that never played comes last, however many there are. */
const firstPlayed = ({ phrases, bars }: Stave): number =>
  Math.min(phrases[0]?.from ?? NEVER, bars[0]?.from ?? NEVER);
const NEVER = Number.MAX_SAFE_INTEGER;

/** Whether control came to a step, rather than that another asked it. */
const isOfFlow = ({ origin }: Span) => origin !== null && origin.by !== "call" && origin.by !== "item";

const visitMark = ({ id, startedAt, path }: Span): VisitMark => ({
  span: id,
  at: startedAt,
  number: (path.at(-1)?.visit ?? 0) + 1,
});

/** The rounds of loops, with the staves that play in them: none where only branches do. */
function roundsIn(trace: Trace, plan: FlowPlan, ordinals: ReadonlyMap<string, number>): ScoreRound[] {
  const loops = new Map<string, Loop>(loopsOf(plan).map((loop) => [loop.first, loop]));
  return roundsOf(trace, plan).map((round) => {
    const name = trace.spans.get(round.span)?.name ?? "";
    const staves = [...(loops.get(round.loop)?.steps ?? [])].flatMap((id) => ordinals.get(id) ?? []);
    return { ...round, name, staves: staves.toSorted((one, other) => one - other) };
  });
}

function barOf(span: Span, trace: Trace, row: number): Bar {
  const visit = span.parent === null ? undefined : trace.spans.get(span.parent);
  return {
    span: span.kind === "tool" && visit ? visit.id : span.id,
    kind: span.kind === "tool" ? "tool" : "model",
    name: span.kind === "tool" ? (visit?.name ?? span.name) : (span.reply?.model ?? span.name),
    from: span.startedAt,
    to: span.endedAt,
    state: shownState(span),
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
