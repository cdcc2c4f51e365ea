import type { Decision, DecisionOf } from "../run/decision.ts";
import type { Evaluated, MissingPlace, ModelReply, Origin, ReadValue, RequestPart } from "../run/event.ts";
import type { Failure } from "../run/outcome.ts";
import type { Path } from "../run/path.ts";
import type { RunMode } from "../run/run-mode.ts";
import type { Reserved, Usage } from "../run/usage.ts";
import type { Value } from "../run/value.ts";

/** The state of a span or a run, in the words of the log. */
export type SpanState = "running" | "waiting" | "ok" | "failed" | "cancelled" | "lost" | "unknown";

/** What a span and all its children took. Times are epoch ms, money is nano-dollars. */
export type Totals = {
  /** Null if any call has no price. */
  costNanos: number | null;
  usage: Usage;
  modelCalls: number;
  toolCalls: number;
};

/** How far the items of a map are. Those that have begun are its children, in their order. */
export type ItemTally = {
  count: number;
  ended: number;
  /** The visits for items that failed, or of which nobody knows how they ended, in the order in which they ended. */
  failed: number[];
};

/**
 * What was wrong with a model's reply: that it was not accepted, or what the decision to send it back says. `sentBack`: the model
 * was told; else the visit failed for it. `number`: which reply of the visit this happened to, counted from 1.
 */
export type Verdict = { code: DecisionOf<"repair">["code"]; sentBack: boolean; number: number };

/** A decision, with the event that recorded it. */
export type MadeDecision = { seq: number; at: number; decision: Decision };

/** One step or call: from its start in the log to its end. */
export type Span = {
  id: number;
  parent: number | null;
  kind: "step" | "model" | "tool";
  /** The visit to a workflow inside which it is; null: the run's own graph. Only with it does `step` name a step. */
  frame: number | null;
  /** The plan step it belongs to. */
  step: string;
  name: string;
  path: Path;
  attempt: number;
  state: SpanState;
  startedAt: number;
  endedAt: number | null;
  /** The event that ended it. */
  endedSeq: number | null;
  failure: Failure | null;
  /**
   * Why the run, or the workflow that it is in, ended after it, although no failure of its own was the cause: its way back was
   * used up, a condition was neither true nor false, no way led on. Null for all others.
   */
  endedRun: Failure | null;
  /** For a step: the context it received; for a tool: its arguments. Null until they are filled. */
  received: Value | null;
  /** Paths read to fill `received`. */
  reads: string[];
  /** Fields of `received` whose value was handed over as JSON text. */
  converted: string[];
  result: Value | null;
  /** For a tool: what was sent outside, with secrets masked; null where nothing was. */
  sent: Value | null;
  /** For a step asked by a model: that model call and the ordinal in its reply. */
  call: { model: number; index: number; name: string; id: string } | null;
  /** For a step: why it was visited. */
  origin: Origin | null;
  /** For a map, once its list is there: how far its items are. */
  items: ItemTally | null;
  /** What the conditions of the flows from it were, and what they read; null where there were none. */
  conditions: { values: readonly Evaluated[]; reads: readonly ReadValue[] } | null;
  /** Whether an agent's answers were accepted, in order. */
  acceptances: readonly {
    model: number;
    holds: boolean | null;
    say: Value | null;
    problem: string | null;
    reads: readonly ReadValue[];
  }[];
  /** For a model call: what its request adds to the previous one of this visit. */
  request: { previous: number | null; append: RequestPart[]; choice: number } | null;
  /** For a model call under a limit: what was reserved for it. */
  reserved: Reserved | null;
  reply: ModelReply | null;
  /** For a model call: what was wrong with its reply; null where nothing was. */
  verdict: Verdict | null;
  effectKey: string | null;
  notes: string[];
  /** Of an output: the places of its template that had no value. */
  missing: readonly MissingPlace[];
  /** Set when the engine stopped it; `told`: why, where the log says so itself. */
  stopped: { told: string | null } | null;
  decisions: MadeDecision[];
  children: number[];
  /** Own cost and tokens plus those of all children. */
  totals: Totals;
};

/**
 * A message that passed along an edge of the graph, for the canvas: from a step to one that it asked, or along a flow
 * into a step (`flow`, an edge). `frame`: of which graph, as in a span.
 */
export type Passage = { at: number; seq: number; frame: number | null; to: string; span: number } & (
  | { from: string }
  | {
      flow: string;
      /** In logs up to format 3: it came along all flows into the step, of which `flow` is the first. */
      joined?: true;
    }
);

/**
 * The loss of a runner while it drove the run, as seen by the runner that went on. `at`: when that took over, epoch
 * ms.
 */
export type Loss = {
  /** The claim of the runner that went on. */
  seq: number;
  at: number;
  /** Calls that had been under way, by span. */
  calls: number[];
  /** It was the same runner that came back. */
  cameBack: boolean;
};

/** A run as people read it: the fold of its events up to `lastSeq`. */
export type Trace = {
  runId: string;
  lastSeq: number;
  /** Time of the last event folded. */
  at: number;
  mode: RunMode;
  instant: boolean;
  state: SpanState;
  startedAt: number;
  endedAt: number | null;
  startedBy: string;
  input: Value | null;
  /** The span whose result is the run's answer. */
  answer: number | null;
  failure: Failure | null;
  failedSpan: number | null;
  spans: Map<number, Span>;
  /** Outermost spans in order. */
  roots: number[];
  decisions: MadeDecision[];
  passages: Passage[];
  /** Runners that took the run, in order. */
  claims: { seq: number; at: number; runner: string; epoch: number }[];
  losses: Loss[];
  cancelRequestedAt: number | null;
  /** Who asked to cancel the run, and why. */
  cancelledBy: { by: string; reason: string } | null;
  totals: Totals;
};
