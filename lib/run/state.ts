import type { ModelReply, ReplyCall, RunMode } from "./event.ts";
import type { Failure, Outcome } from "./outcome.ts";
import type { Path } from "./path.ts";
import type { ReplyEnd } from "./reply-end.ts";
import type { Reserved } from "./usage.ts";
import type { Value } from "./value.ts";

/** How a call or visit ended. */
export type Answer = { span: number; outcome: Outcome; result: Value | null };

/** One call of a model's reply. `span` is set once it has become a visit, `answer` once that has ended. */
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
  /** The engine has told the model that this reply can't be used. */
  repaired: boolean;
};

/** What a visit receives: still to be filled, filled, or impossible to fill. */
export type Received =
  | { state: "pending" }
  | { state: "ready"; value: Value }
  | { state: "failed"; problem: { code: string; message: string } };

/**
 * An open visit to a step. `ending` is set once it is decided how it ends; it ends when nothing inside it is open.
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
  /** The entry of the model chain in use, and the attempts made with it in this turn. */
  choice: number;
  attempts: number;
  /** Attempts made in this turn with all entries. */
  attemptsInTurn: number;
  /** The turn's last failure, while nothing has been decided about it. */
  failure: Failure | null;
  /** The last attempt was interrupted by a crash: make it again without counting it. */
  lost: boolean;
  retryAt: number | null;
  /** How many unusable replies the model has given in a row. */
  repairs: number;
  /** Bytes of the next request, if a limit asked for its size. */
  requestBytes: number | null;
  /** Bytes of the last request that was answered, and the tokens its endpoint counted; null until both are known. */
  counted: { bytes: number; tokens: number } | null;
  /**
   * What its calls, and those of everything it asked, have taken; `reserved`: what the open ones may take at most.
   */
  used: Pool;
  reserved: Pool;
  /** The performed call of a tool visit. */
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

/** The run as the engine needs it: only what is open, not the history. */
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
  /** The answers of ended steps outside any agent, by step id: flows go on from these. */
  ended: Map<string, Answer>;
  /** The best outcome of all visits that were reached through the same steps, by `stepsKey`: tells why a result is missing. */
  bestEnds: Map<string, Outcome["status"]>;
  /** Set when the run must stop: by a person, or because a step outside any agent failed. */
  halt: { outcome: Outcome; failedSpan: number | null; because: string } | null;
  /** The first outside effect that may or may not have happened. */
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
