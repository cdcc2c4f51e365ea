import { z } from "zod";
import { EdgeId } from "../graph/edge.ts";
import { FORMAT } from "../plan/format.ts";
import { Decision } from "./decision.ts";
import { MadeUp } from "./made-up.ts";
import { Outcome } from "./outcome.ts";
import { Path } from "./path.ts";
import { ReplyEnd } from "./reply-end.ts";
import { RunMode } from "./run-mode.ts";
import { Reserved, Usage } from "./usage.ts";
import { Value } from "./value.ts";

/** What a person sends to a run; it becomes a `message` fact when the runner consumes it. */
export const RunMessage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cancel"), by: z.string(), reason: z.string().max(500) }),
]);
export type RunMessage = z.infer<typeof RunMessage>;

/** A part of a request's message list, by reference to where its text is in the log. */
export const RequestPart = z.discriminatedUnion("role", [
  /** The agent's instructions, which are in the plan. */
  z.strictObject({ role: z.literal("system"), step: z.string() }),
  /** The context object that the visit `span` received; with `most`, cut to that many bytes. */
  z.strictObject({ role: z.literal("context"), span: z.int(), most: z.int().positive().optional() }),
  /** The reply of the model call `span`, with its calls. */
  z.strictObject({ role: z.literal("assistant"), span: z.int() }),
  /** The answer to call `callId`: the end of `span` (whole, or a summary with a reference); with `most`, cut to that many bytes. */
  z.strictObject({
    role: z.literal("result"),
    callId: z.string(),
    span: z.int(),
    form: z.enum(["whole", "summary"]),
    reference: z.string(),
    most: z.int().positive().optional(),
  }),
  /** A call answered without being performed: it was malformed or names nothing that is offered. */
  z.strictObject({ role: z.literal("refusal"), callId: z.string(), text: z.string() }),
  /** A message from the engine: what was wrong with the last answer. */
  z.strictObject({ role: z.literal("correction"), text: z.string() }),
  /** What the step's author has for an answer that is not accepted. */
  z.strictObject({ role: z.literal("remark"), value: Value }),
]);
export type RequestPart = z.infer<typeof RequestPart>;

/** One call that a model's reply asks for. `problem`: why it can't be performed as it stands. */
export const ReplyCall = z.strictObject({
  id: z.string(),
  name: z.string(),
  arguments: Value,
  /** How many numbers in the arguments are kept as text, because a double can't hold their digits; absent: none. */
  exact: z.int().positive().optional(),
  problem: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** For `finish`: the references it names, resolved or not. */
  references: z.array(z.string()),
  note: z.string(),
});
export type ReplyCall = z.infer<typeof ReplyCall>;

/** How text arrived: [ms since the call's start, characters so far], at most one per 16 ms. */
export const Chunks = z.array(z.tuple([z.number(), z.int()]));

/** A model's reply as its `span-end` records it. */
export const ModelReply = z.strictObject({
  text: Value,
  /** What the model thought before it answered; absent where the endpoint reported nothing. */
  thinking: Value.optional(),
  calls: z.array(ReplyCall),
  /** Structured output that fits the step's schema, or what is wrong with it; null without a schema or with calls. */
  output: z
    .union([
      z.strictObject({ ok: z.literal(true), value: Value }),
      z.strictObject({ ok: z.literal(false), message: z.string() }),
    ])
    .nullable(),
  /** As the endpoint wrote it; empty where it sent none. */
  finishReason: z.string(),
  /** How the finish reason is understood; absent in older logs, and where the call failed or was cancelled. */
  end: ReplyEnd.optional(),
  /** Hash of the request body in its plain form, as a value with that text would have it. */
  requestHash: z.string(),
  /** How the body as sent differed from the plain form, as `Quirk`s; absent: not at all. */
  quirks: z.array(z.string()).optional(),
  model: z.string(),
  usage: Usage,
  /** Nano-dollars; null when the model has no price. */
  costNanos: z.int().nonnegative().nullable(),
  firstTokenMs: z.number().nullable(),
  chunks: Chunks,
  /** What of it the simulated model made up; absent: nothing. */
  madeUp: z.array(MadeUp).optional(),
});
export type ModelReply = z.infer<typeof ModelReply>;

/** Why a step is visited. */
export const Origin = z.discriminatedUnion("by", [
  /** It is the first step of its plan. */
  z.strictObject({ by: z.literal("entry") }),
  /** Control came along these flows, each from the end of the visit `from`. */
  z.strictObject({
    by: z.literal("flow"),
    passed: z.array(z.strictObject({ edge: EdgeId, from: z.int() })).min(1),
  }),
  /** In logs up to format 3: control came along all flows into the step, of which `edge` is the first. */
  z.strictObject({ by: z.literal("all-flows"), edge: z.string() }),
  /** It answers a call of its parent: the call of ordinal `index` in the reply of the model call `model`. */
  z.strictObject({
    by: z.literal("call"),
    model: z.int(),
    index: z.int(),
    name: z.string(),
    id: z.string(),
  }),
  /** Its parent, a map, asks it for the item of this ordinal (0, 1 …). */
  z.strictObject({ by: z.literal("item"), index: z.int().nonnegative() }),
]);
export type Origin = z.infer<typeof Origin>;

/** What a span is, and what is needed to perform it. */
export const SpanWork = z.discriminatedUnion("kind", [
  /** A visit to a plan step. */
  z.strictObject({ kind: z.literal("step"), origin: Origin }),
  /** One model call: the visit's previous request plus `append`. */
  z.strictObject({
    kind: z.literal("model"),
    previous: z.int().nullable(),
    append: z.array(RequestPart),
    /** Which entry of the step's model chain. */
    choice: z.int().nonnegative(),
    /** What the call reserves in the pools of limits until it has ended; absent where no limit asks for it. */
    reserved: Reserved.optional(),
  }),
  /** One tool performed; its visit holds the arguments. */
  z.strictObject({ kind: z.literal("tool"), effectKey: z.string() }),
]);
export type SpanWork = z.infer<typeof SpanWork>;

/**
 * A place of an output's template without a value. `step`: the step whose result is missing, null where none can be
 * named. `reason` is the text shown at the place.
 */
export const MissingPlace = z.strictObject({
  expression: z.string(),
  step: z.string().nullable(),
  why: z.enum(["not-asked", "failed", "cancelled", "unknown", "no-value"]),
  reason: z.string(),
});
export type MissingPlace = z.infer<typeof MissingPlace>;

/** An expression's value and what it read. A condition is true or false. `problem`: why it has no value. */
export const Evaluated = z.strictObject({
  /** What was evaluated: the edge of a flow's condition. */
  of: z.string(),
  holds: z.boolean().nullable(),
  problem: z.string().nullable(),
});
export type Evaluated = z.infer<typeof Evaluated>;

/** A value that expressions read, by its path. */
export const ReadValue = z.strictObject({ path: z.string(), value: Value });
export type ReadValue = z.infer<typeof ReadValue>;

const body = z.discriminatedUnion("type", [
  /** fact: the first event; the plan is stored with the run under `planHash`. */
  z.strictObject({
    type: z.literal("run-start"),
    mode: RunMode,
    planHash: z.string(),
    input: Value,
    startedBy: z.string(),
    instant: z.boolean(),
    /** What the keys of effects begin with; absent: the run's id. */
    effectScope: z.string().optional(),
  }),
  /**
   * fact: a runner took the run. `fruitless`: how many claims in a row before this one brought the run no further;
   * absent: none.
   */
  z.strictObject({
    type: z.literal("run-claim"),
    epoch: z.int(),
    runner: z.string(),
    engineVersion: z.string(),
    fruitless: z.int().positive().optional(),
  }),
  /** fact: a person's message was consumed. */
  z.strictObject({ type: z.literal("message"), messageId: z.string(), message: RunMessage }),
  /** fact: the time that `decide` asked for has come. */
  z.strictObject({ type: z.literal("timer-fire") }),
  /** fact: what a visit receives was put together (or could not be). */
  z.strictObject({
    type: z.literal("context-fill"),
    span: z.int(),
    value: Value.nullable(),
    reads: z.array(z.string()),
    /** Text fields whose value was something else and was handed over as JSON text; absent: none. */
    converted: z.array(z.string()).optional(),
    /** For a map, whose items are the value: how many they are. */
    count: z.int().nonnegative().optional(),
    problem: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  }),
  /** fact: what the conditions of the flows from an ended visit are, in the order of the flows. */
  z.strictObject({
    type: z.literal("evaluation"),
    span: z.int(),
    values: z.array(Evaluated),
    reads: z.array(ReadValue),
  }),
  /** fact: whether an agent's answer is accepted; `say` goes back to the agent where it isn't. */
  z.strictObject({
    type: z.literal("acceptance"),
    span: z.int(),
    /** The model call whose reply is the answer. */
    model: z.int(),
    holds: z.boolean().nullable(),
    say: Value.nullable(),
    problem: z.string().nullable(),
    reads: z.array(ReadValue),
  }),
  /** fact: the body of the visit's next request, as it will be sent; only where a limit asks for it. */
  z.strictObject({ type: z.literal("request-size"), span: z.int(), bytes: z.int().nonnegative() }),
  /** choice: begin this work. The event's seq is the span's id. */
  z.strictObject({
    type: z.literal("span-start"),
    parent: z.int().nullable(),
    step: z.string(),
    name: z.string(),
    path: Path,
    attempt: z.int().nonnegative(),
    work: SpanWork,
  }),
  /**
   * choice: stop this open work; its end comes as a fact. Why says the decision that ends its visit or the run;
   * `because`: why, in logs up to format 3.
   */
  z.strictObject({ type: z.literal("span-cancel"), span: z.int(), because: z.string().optional() }),
  /** fact for calls, choice for steps: the work ended. */
  z.strictObject({
    type: z.literal("span-end"),
    span: z.int(),
    outcome: Outcome,
    /** The result of the step or tool, also when it is partial. */
    result: Value.nullable(),
    /**
     * Instead of a result: it is the result of this span inside it (a tool's result, a model's output or text) or,
     * with its own id, what it received. So a text is in the log only once. Folds put it in as `result`.
     */
    resultOf: z.int().optional(),
    reply: ModelReply.nullable(),
    /** For a tool: what was sent outside, with secrets masked (a request, a mail, a statement); absent where nothing was. */
    sent: Value.optional(),
    /** Notes for people: that an effect was held, a receipt found again, places of a template left empty. */
    notes: z.array(z.string()),
    /** Of an output: the places of its template that had no value; absent: none. */
    missing: z.array(MissingPlace).optional(),
    /** Wall time measured by the runner, ms. */
    durationMs: z.number().nonnegative(),
  }),
  /** choice: how the run goes on from here. */
  z.strictObject({ type: z.literal("decision"), decision: Decision }),
  /** choice: the last event. */
  z.strictObject({
    type: z.literal("run-end"),
    outcome: Outcome,
    /** Span whose result is the run's answer. */
    answer: z.int().nullable(),
    /** The step that failed, where one did. */
    failedSpan: z.int().nullable(),
  }),
]);
/** What an event says, without its header. */
export const EventBody = body;
export type EventBody = z.infer<typeof EventBody>;
export type EventType = EventBody["type"];
export type BodyOf<T extends EventType> = Extract<EventBody, { type: T }>;

/** Header of every event. `cause`: the seq of the fact this choice follows from, null for facts. */
export const EventHeader = z.strictObject({
  runId: z.string(),
  seq: z.int().positive(),
  /** Epoch ms by the database's clock, never backwards within a run. */
  at: z.number(),
  schema: z.literal(FORMAT),
  cause: z.int().nullable(),
});
export type EventHeader = z.infer<typeof EventHeader>;

/** One entry of a run's append-only log. */
export type RunEvent = EventHeader & EventBody;
export type EventOf<T extends EventType> = EventHeader & BodyOf<T>;

/** Parses one event of the newest format, as streamed; throws a ZodError naming the field. */
export function parseEvent(json: unknown): RunEvent {
  const { runId, seq, at, schema, cause, ...rest } = z.looseObject(EventHeader.shape).parse(json);
  return { runId, seq, at, schema, cause, ...EventBody.parse(rest) };
}
