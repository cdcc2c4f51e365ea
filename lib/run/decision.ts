import { z } from "zod";
import { EdgeId } from "../graph/edge.ts";
import { Failure, Outcome } from "./outcome.ts";

/** How a visit is going to end; `references` are the results it ends with (null: without a result). */
const ending = z.strictObject({ outcome: Outcome, references: z.array(z.int()).nullable() });
/** The visit that it is about. */
const visit = { span: z.int() };

/**
 * A choice of the engine, in ids and codes; whoever shows it words it. Results are named by the spans whose results
 * they are, calls by their ordinal in the visit's last reply, models by their place in the step's list.
 */
export const Decision = z.discriminatedUnion("what", [
  /** These calls of the last reply are performed. `tooMany`: how many more were refused. */
  z.strictObject({
    what: z.literal("route"),
    ...visit,
    calls: z.array(z.int()),
    tooMany: z.int().positive().optional(),
  }),
  /** A supervisor ends with these of the results there are. */
  z.strictObject({
    what: z.literal("finish"),
    ...visit,
    references: z.array(z.int()),
    among: z.array(z.int()),
    note: z.string(),
  }),
  /** An agent gives control to another step along `edge`, as the call of this ordinal in its last reply says. */
  z.strictObject({ what: z.literal("hand-over"), ...visit, edge: EdgeId, call: z.int() }),
  /** After a failure with `code` the call is made again at `dueAt`, epoch ms, as attempt `attempt` of `attempts`. */
  z.strictObject({
    what: z.literal("retry"),
    ...visit,
    code: z.string(),
    attempt: z.int(),
    attempts: z.int(),
    dueAt: z.number(),
  }),
  /** The step's next model takes over: a call failed with `code`, or a limit left no room for it. */
  z.strictObject({
    what: z.literal("fallback"),
    ...visit,
    code: z.string(),
    from: z.int(),
    to: z.int(),
    attempts: z.int(),
    attemptsOf: z.int(),
  }),
  /** The model is told what is wrong with its last reply: with these calls or, where there are none, its answer. */
  z.strictObject({
    what: z.literal("repair"),
    ...visit,
    code: z.enum(["calls-unusable", "not-routed", "output-mismatch", "not-accepted"]),
    calls: z.array(z.int()),
  }),
  /** The visit can't go on. */
  z.strictObject({ what: z.literal("limit"), ...visit, code: z.string(), ending }),
  /** The visit's time is over: it had `ms` from its start. */
  z.strictObject({ what: z.literal("deadline"), ...visit, ms: z.number(), ending }),
  /** The visit is not needed any more. */
  z.strictObject({
    what: z.literal("cancel"),
    ...visit,
    /** Its asker ends; or the step that waited for it has begun without it. */
    code: z.enum(["asker-ends", "not-needed"]),
  }),
  /** The visit failed, and ends well with the result that its step has for that. */
  z.strictObject({ what: z.literal("default"), ...visit, failure: Failure }),
  /**
   * The visit has ended: control goes on along the `live` flows, not along the `dead` ones. Others from the same
   * step stay open, because one of the live flows is a way back.
   */
  z.strictObject({
    what: z.literal("pass"),
    ...visit,
    live: z.array(EdgeId),
    dead: z.array(EdgeId),
    /** Ways back that would have been taken once more than they may. */
    usedUp: z.array(EdgeId).optional(),
  }),
  /**
   * The run stops, and ends like this when nothing is open any more. With `of`, only the visit to a workflow does,
   * inside which that follows.
   */
  z.strictObject({
    what: z.literal("stop"),
    code: z.enum([
      "cancelled",
      "poison",
      "event-limit",
      "step-failed",
      "condition-failed",
      "rework-limit",
      "no-answer",
      "outcome-unknown",
    ]),
    outcome: Outcome,
    failedSpan: z.int().nullable(),
    of: z.int().optional(),
  }),
  /** A decision of a log up to format 3, worded when it was made. */
  z.strictObject({
    what: z.literal("told"),
    was: z.enum(["route", "finish", "retry", "fallback", "repair", "limit", "deadline", "cancel"]),
    ...visit,
    chosen: z.array(z.string()),
    among: z.array(z.string()),
    because: z.string(),
    dueAt: z.number().nullable(),
    ending: ending.nullable(),
  }),
]);
export type Decision = z.infer<typeof Decision>;
export type DecisionOf<What extends Decision["what"]> = Extract<Decision, { what: What }>;
