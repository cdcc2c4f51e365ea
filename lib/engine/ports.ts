import type { Json, JsonObject } from "../graph/json.ts";
import type { ModelChoice } from "../graph/node.ts";
import type { EffectClass, ToolConfig } from "../graph/tool.ts";
import type { Plan, PlanModel } from "../plan/plan.ts";
import type { ChatTool } from "../run/chat-body.ts";
import type { ChatMessage } from "../run/chat-message.ts";
import type { RunEvent, RunMessage } from "../run/event.ts";
import type { TextDelta } from "../run/live-stream.ts";
import type { MadeUp } from "../run/made-up.ts";
import type { Failure } from "../run/outcome.ts";
import type { Path } from "../run/path.ts";
import type { Quirk } from "../run/quirk.ts";
import type { RunMode } from "../run/run-mode.ts";
import type { Usage } from "../run/usage.ts";
import { FRUITLESS_CLAIMS } from "./fruitless.ts";

/** Thrown by `Log` calls when another runner has taken the run: stop, write nothing more. */
export class Fenced extends Error {
  readonly runId: string;
  constructor(runId: string) {
    super(`run ${runId} was taken by another runner`);
    this.name = "Fenced";
    this.runId = runId;
  }
}

/**
 * After this many fruitless claims in a row (one short of being set aside) a run counts as risky: it may be what
 * stops its runners. A runner tries only one risky run at a time, so that its other runs are not blamed.
 */
export const RISKY_CLAIMS = FRUITLESS_CLAIMS - 1;

/**
 * A claimed run. `now` is the database's clock at the claim, epoch ms. `fruitless` counts the claims in a row
 * before this one whose runners were lost before the run got any further.
 */
export type Lease = {
  runId: string;
  workspaceId: string;
  epoch: number;
  lastSeq: number;
  now: number;
  fruitless: number;
};

/** A message as stored, in the order it came. */
export type StoredMessage = { id: string; message: RunMessage };

/** A text too large for its event, stored with the append that refers to it. */
export type Blob = { hash: string; content: string };

/** What a new run is made of. `input` and events are written by `create` in one transaction. */
export type NewRun = {
  runId: string;
  workspaceId: string;
  workflowId: string | null;
  workflowName: string;
  /** The published version that is run; null: a draft, or nothing that was drawn. */
  version: number | null;
  startedBy: string;
  mode: RunMode;
  plan: Plan;
  planHash: string;
  /** JSON of the document that the plan was made from, for drawing it; null where there is none. */
  document: string | null;
  /** How much earlier than other waiting runs of its workspace this one counts as queued, ms. */
  headStartMs: number;
  /** The `run-start` event, seq 1. */
  start: RunEvent;
  blobs: Blob[];
};

/** The append-only log of every run. One conformance suite, one implementation per store. */
export type Log = {
  /** The current time by the clock that stamps all events, epoch ms: the database's, not this machine's. */
  now(): Promise<number>;
  /** Stores a new run. With a `holder`, that runner has it from the start and gets its lease; else it is queued. */
  create(run: NewRun, holder?: { runner: string; leaseMs: number }): Promise<Lease | null>;
  /** The plan stored with the run, or null when there is no such run. */
  plan(runId: string): Promise<Plan | null>;
  /** Claims the run unless another runner has it or it has ended; null otherwise. Raises the epoch. */
  claim(runId: string, runner: string, leaseMs: number): Promise<Lease | null>;
  /**
   * Claims the run that should go next among those that have work and no live lease: from the workspace with the
   * fewest runs under way, runs that have started before others, and among these the one that has waited longest.
   * Without `risky`, runs whose last `RISKY_CLAIMS` claims were fruitless are skipped. Null when there is none.
   */
  claimNext(runner: string, leaseMs: number, take?: { risky: boolean }): Promise<Lease | null>;
  /** Renews the lease; throws `Fenced` when another runner has the run. True when messages wait for the run. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>;
  /**
   * Gives the run back. `wakeAt` is when a runner must look at it again, epoch ms; null: only when a message
   * arrives. True when a message arrived meanwhile, so the caller should look again at once.
   */
  release(lease: Lease, wakeAt: number | null): Promise<boolean>;
  /**
   * Appends events with the seqs `lease.lastSeq + 1 …` and their blobs in one commit, moves `lease.lastSeq`,
   * removes the consumed messages in the same statement and, with a `run-end` among the events, closes the run.
   * Throws `Fenced`.
   */
  append(lease: Lease, events: RunEvent[], blobs: Blob[], consumed: string[]): Promise<void>;
  /** Events with seq > `after`, in order, at most `limit`. */
  read(runId: string, after: number, limit: number): Promise<RunEvent[]>;
  blob(runId: string, hash: string): Promise<string | null>;
  messages(runId: string): Promise<StoredMessage[]>;
  /** Leaves a message for whoever holds the run; false when the run has ended or isn't there. Idempotent by `id`. */
  send(runId: string, id: string, message: RunMessage): Promise<boolean>;
  /**
   * Calls back after every append or message of the run. This is only a hint, so also poll now and then. Returns a
   * function that stops it.
   */
  listen(runId: string, wake: (what: "events" | "message") => void): () => void;
};

/** Tells runners that a run has work. A nudge is a hint; the lease decides who drives the run. */
export type Dispatch = {
  nudge(runId: string): Promise<void>;
  /** Calls the handler for one nudge after another; what it throws is reported. */
  work(handler: (runId: string) => Promise<void>): Promise<void>;
  /** Stops taking nudges, and waits for the handler. */
  stop(): Promise<void>;
};

/**
 * What the simulated model is told beside the request; real endpoints never see it. `samples`: values for fields by name,
 * such as keys that the table behind a tool holds; absent where there are none. `handoffs`: the calls by which an agent
 * gives control away, `back` where that is to one that came before, and how many visits it has had before this one.
 */
export type Simulation = {
  reply: string | null;
  needs: Record<string, string[]>;
  finish: string | null;
  samples?: Record<string, Json[]>;
  handoffs?: { to: { name: string; back: boolean }[]; round: number };
};

/** One model call. */
export type ModelCall = {
  workspaceId: string;
  runId: string;
  mode: RunMode;
  choice: ModelChoice;
  messages: ChatMessage[];
  tools: ChatTool[];
  /** Structured output wanted, a JSON Schema with a name. */
  output: { name: string; schema: JsonObject } | null;
  maxOutputTokens: number;
  /** What it costs, as its plan has it; absent: what the price book says when it ends. */
  price?: NonNullable<PlanModel["price"]>;
  timeoutMs: number;
  simulation: Simulation;
  /** Simulated model without its natural pauses. */
  instant: boolean;
};

/** Takes each piece of a reply as it comes: what it answers, or what the model thinks before it does. */
export type OnText = (text: string, part: "answer" | "thinking") => void;

/**
 * How a model call ended. A failed one keeps the text that had arrived. `thinking` is what the model thought, apart from
 * its answer; `finishReason` is empty where the endpoint gave none.
 */
export type ModelResult = {
  text: string;
  thinking: string;
  calls: { id: string; name: string; arguments: string }[];
  finishReason: string;
  model: string;
  usage: Usage;
  /** Nano-dollars, null without a price; in simulated runs what the chosen model would cost. */
  costNanos: number | null;
  firstTokenMs: number | null;
  chunks: [number, number][];
  failure: Failure | null;
  cancelled: boolean;
  /** How the request differed from its plain form, because the endpoint needs it so; absent: not at all. */
  quirks?: Quirk[];
  /** What the endpoint refused before the request was tried in another form, for people. */
  notes?: string[];
  /** What the simulated model made up; absent for real replies. */
  madeUp?: MadeUp[];
};

export type Models = {
  /** The request body in its plain form, without the key: for the request's hash and size. */
  request(call: ModelCall): JsonObject;
  /** Performs a call; never throws for what the endpoint does. `onText` gets each piece of text as it comes. */
  complete(call: ModelCall, onText: OnText, signal: AbortSignal): Promise<ModelResult>;
};

/** One tool call with complete arguments. */
export type ToolCall = {
  workspaceId: string;
  runId: string;
  mode: RunMode;
  /** The tool step's name, for people. */
  name: string;
  path: Path;
  tool: ToolConfig;
  effect: EffectClass;
  effectKey: string;
  arguments: JsonObject;
};

/**
 * How a tool call ended. `held`: not performed; `result` says what would have been sent. `sent`: what was sent, or
 * was about to be sent when it failed, with secrets masked: for HTTP `{method, url, headers, body}`, for mail
 * `{from, to, subject, body}`, for SQL `{statement, parameters}`; absent where there was nothing to send.
 */
export type ToolResult = (
  | { status: "ok"; result: Json; held: boolean; notes: string[] }
  | { status: "failed"; failure: Failure }
  | { status: "unknown"; failure: Failure }
  | { status: "cancelled" }
) & { sent?: JsonObject };

export type Tools = {
  /** Performs a call; never throws for what the other side does. Ends within 2 s of `signal`. */
  perform(call: ToolCall, signal: AbortSignal): Promise<ToolResult>;
};

/** A piece of a run's live text, which is never stored. */
export type RunTextDelta = TextDelta & { runId: string };

export type Live = { text(delta: RunTextDelta): void };

/** Asked before every call: circuit breakers, concurrency, budgets. */
export type Admit = (call: {
  kind: "model" | "tool";
  workspaceId: string;
  name: string;
}) => Promise<Failure | null>;

/** Hashes in hex. `sha256`: of what may be known. `mac`: HMAC-SHA256 with the workspace's key, of what may be erased. */
export type Crypto = { sha256(text: string): string; mac(workspaceId: string, text: string): string };

/** Monotonic milliseconds and waiting; tests bring a virtual one. */
export type Clock = { monotonic(): number; wait(ms: number, signal: AbortSignal): Promise<void> };

/** Everything outside that `drive` uses. */
export type Ports = {
  log: Log;
  models: Models;
  tools: Tools;
  live: Live;
  admit: Admit;
  crypto: Crypto;
  clock: Clock;
};
