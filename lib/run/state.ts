import type { Plan } from "../plan/plan.ts";
import type { ModelReply, Origin, ReplyCall, RequestPart } from "./event.ts";
import type { Frame } from "./frame.ts";
import type { Failure, Outcome } from "./outcome.ts";
import type { Path } from "./path.ts";
import type { ReplyEnd } from "./reply-end.ts";
import type { RunMode } from "./run-mode.ts";
import type { Reserved } from "./usage.ts";
import type { Value } from "./value.ts";

/** How a call or visit ended. */
export type Answer = { span: number; outcome: Outcome; result: Value | null };

/** An earlier result of a visit's own calls: `reference` is the call's name and its ordinal, as in `decision#1`. */
export type Reference = { reference: string; name: string; ordinal: number; answer: Answer };

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
  /** Whether its answer is accepted; null while nobody has looked. */
  accepted: { holds: boolean; say: Value | null; problem: string | null } | null;
};

/** What a visit receives: still to be filled, filled, or impossible to fill. */
export type Received =
  | { state: "pending" }
  | { state: "ready"; value: Value }
  | { state: "failed"; problem: { code: string; message: string } };

/** An agent hands over along `edge`, as the call of ordinal `call` in its last reply says. */
export type HandOver = { edge: string; call: number };

/**
 * How a visit is going to end, once that is decided; it ends when nothing inside it is open. Its result: none, what
 * was put together from these results, what it hands over, or the one that its step has for failures.
 */
export type Ending = { outcome: Outcome; result: number[] | HandOver | "default" | null };

/** What limits count: calls begun, tokens, nano-dollars. */
export type Pool = { calls: number; tokens: number; costNanos: number };

/** What every open visit to a step has. */
export type VisitBase = {
  span: number;
  step: string;
  /** The visit of the frame that it belongs to; null: the run's own frame. */
  frame: number | null;
  path: Path;
  parent: number | null;
  origin: Origin;
  startedAt: number;
  /** When its time is up, or that of whoever asked for it, epoch ms; null: never. */
  deadlineAt: number | null;
  received: Received;
  ending: Ending | null;
  /** Its open calls, and the open visits inside it, by span. */
  calls: Set<number>;
  children: Set<number>;
  /** What its calls, and those of everything it asked, have taken; `reserved`: what the open ones may take at most. */
  used: Pool;
  reserved: Pool;
};

/** What is tried again has in common. */
export type Attempts = {
  /** Attempts made with the model in use or, for a tool, in all. */
  attempts: number;
  /** Attempts made in this turn, those cut off by a crash included. */
  attemptsInTurn: number;
  /** The last attempt's failure, while nothing has been decided about it. */
  failure: Failure | null;
  /** The last attempt was interrupted by a crash: make it again without counting it. */
  lost: boolean;
  /** When the next attempt is due, epoch ms; null: none is waited for. */
  retryAt: number | null;
};

export type AgentVisit = VisitBase &
  Attempts & {
    kind: "agent";
    /** All parts of its requests so far, as the log has them. */
    request: RequestPart[];
    turns: Turn[];
    /** Results of the calls of all turns but the last. */
    references: Reference[];
    /** The last request begun, whether it ended well or not. */
    lastRequest: number | null;
    /** The entry of the model chain in use. */
    choice: number;
    /** How many unusable replies the model has given in a row. */
    repairs: number;
    /** How often its answer was not accepted. */
    refusals: number;
    /** Bytes of the next request, if a limit asked for its size. */
    requestBytes: number | null;
    /** Bytes of the last request that was answered, and the tokens its endpoint counted; null until both are known. */
    counted: { bytes: number; tokens: number } | null;
  };

export type ToolVisit = VisitBase &
  Attempts & {
    kind: "tool";
    /** The performed call, once it needs no other attempt. */
    performed: Answer | null;
    notes: string[];
  };

export type MapVisit = VisitBase & {
  kind: "map";
  /** How many items there are; null while nobody has looked. */
  count: number | null;
  /** How many have been begun: the next one's ordinal. */
  begun: number;
  /** How those that have ended did, by ordinal. */
  answers: Map<number, Answer>;
  /** The first that did not end well. */
  failed: { index: number; outcome: Outcome } | null;
};

/** A visit to a step that makes no calls. That to a workflow opens a frame. */
export type PlainVisit = VisitBase & { kind: "input" | "branch" | "workflow" | "output" };

/** An open visit to a step. */
export type Visit = AgentVisit | ToolVisit | MapVisit | PlainVisit;

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
  plan: Plan;
  lastSeq: number;
  at: number;
  phase: "new" | "running" | "ended";
  mode: RunMode;
  instant: boolean;
  /** What the keys of effects begin with. */
  effectScope: string;
  visits: Map<number, Visit>;
  open: Map<number, OpenCall>;
  /** Where control is, by the visit that opened the frame; null: the run's own. */
  frames: Map<number | null, Frame>;
  /** A person has asked to stop the run. */
  cancelled: boolean;
  /** How many runners in a row were lost over the run. */
  fruitless: number;
  /** Set when the run must stop. */
  halt: { outcome: Outcome; failedSpan: number | null } | null;
  /** What has to be looked at, because something about it has changed. */
  todo: Todo;
};

/**
 * The engine's list of what the last events touched. Folding adds to it. Whoever looks at a visit or frame takes it
 * off when nothing follows from it, so the work for an event does not grow with what is open.
 */
export type Todo = {
  /** Visits about which something may be decided. */
  visits: Set<number>;
  /** Visits for which something may have to be made: a context filled, a template rendered. */
  work: Set<number>;
  frames: Set<number | null>;
  /** Visits that have no room under a limit until an open call ends. */
  short: Set<number>;
  /** Visits with a deadline of their own or a retry that is waited for. */
  timed: Set<number>;
};

/** The state before the first event. */
export function initialState(runId: string, plan: Plan): RunState {
  return {
    runId,
    plan,
    lastSeq: 0,
    at: 0,
    phase: "new",
    mode: "simulated",
    instant: false,
    effectScope: runId,
    visits: new Map(),
    open: new Map(),
    frames: new Map(),
    cancelled: false,
    fruitless: 0,
    halt: null,
    todo: { visits: new Set(), work: new Set(), frames: new Set(), short: new Set(), timed: new Set() },
  };
}
