import type { ModelReply, ReplyCall, RunMode } from "./event.ts";
import type { Failure, Outcome } from "./outcome.ts";
import type { Path } from "./path.ts";
import type { ReplyEnd } from "./reply-end.ts";
import type { Reserved } from "./usage.ts";
import type { Value } from "./value.ts";

/** How something that was asked for came back. */
export type Answer = { span: number; outcome: Outcome; result: Value | null };

/** One call of a model's reply and what became of it: `span` once it is a visit, `answer` once that has ended. */
export type TurnCall = ReplyCall & { index: number; span: number | null; answer: Answer | null };

/** One model turn of a visit that ended with a usable reply. */
export type Turn = {
  model: number;
  text: Value;
  thinking: Value | null;
  /** Null in older logs. */
  end: ReplyEnd | null;
  calls: TurnCall[];
  output: ModelReply["output"];
  /** The engine has answered that this reply can't be used as it is. */
  repaired: boolean;
};

/** What a visit receives: being put together, there, or impossible to put together. */
export type Received =
  | { state: "pending" }
  | { state: "ready"; value: Value }
  | { state: "failed"; problem: { code: string; message: string } };

/**
 * An open visit to a step. `ending` is set once it is settled how it ends; it ends when nothing inside is open any
 * more.
 */
export type Visit = {
  span: number;
  step: string;
  path: Path;
  parent: number | null;
  call: { model: number; index: number; name: string; id: string } | null;
  startedAt: number;
  received: Received;
  turns: Turn[];
  /** The last request begun, whether it ended well or not. */
  lastRequest: number | null;
  /** Model chain entry in use, and attempts begun with it in this turn. */
  choice: number;
  attempts: number;
  /** Attempts begun in this turn over all entries. */
  attemptsInTurn: number;
  /** The turn's last failure that nothing was decided about yet. */
  failure: Failure | null;
  /** The last attempt was cut by a crash: begin it again, uncounted. */
  lost: boolean;
  retryAt: number | null;
  /** Replies in a row, up to the last one, that could not be used and were answered with what is wrong. */
  repairs: number;
  /** Bytes of the next request, where a limit asked for it. */
  requestBytes: number | null;
  /** The last request that came back: its bytes, and the tokens its endpoint counted; null while neither is known. */
  counted: { bytes: number; tokens: number } | null;
  /** What its calls, and those of all that it asks, have taken; `reserved`: what the open ones may take at most. */
  used: Pool;
  reserved: Pool;
  /** A tool visit's performed call. */
  performed: Answer | null;
  performedNotes: string[];
  ending: { outcome: Outcome; references: number[] | null; because: string } | null;
};

/** What limits count: calls begun, tokens, nano-dollars. */
export type Pool = { calls: number; tokens: number; costNanos: number };

/** An open model or tool call. */
export type OpenCall = {
  span: number;
  visit: number;
  kind: "model" | "tool";
  cancelling: boolean;
  reserved: Reserved | null;
};

/** The run as the engine needs it: the frontier, not the history. */
export type RunState = {
  runId: string;
  lastSeq: number;
  at: number;
  phase: "new" | "running" | "ended";
  mode: RunMode;
  instant: boolean;
  input: Value | null;
  visits: Map<number, Visit>;
  open: Map<number, OpenCall>;
  /** Ended steps that flows go on from, by step id. */
  ended: Map<string, Answer>;
  /** The best end that any visit to a step has come to, by step id: what an answer without its result says of it. */
  bestEnds: Map<string, Outcome["status"]>;
  /** Set when the run must stop: by a person, or because a step outside any agent failed. */
  halt: { outcome: Outcome; failedSpan: number | null; because: string } | null;
  /** The first outside effect of which nobody knows whether it happened. */
  unknown: { span: number; outcome: Outcome } | null;
};

/** The state before the first event. */
export function initialState(runId: string): RunState {
  return {
    runId,
    lastSeq: 0,
    at: 0,
    phase: "new",
    mode: "simulated",
    instant: false,
    input: null,
    visits: new Map(),
    open: new Map(),
    ended: new Map(),
    bestEnds: new Map(),
    halt: null,
    unknown: null,
  };
}
