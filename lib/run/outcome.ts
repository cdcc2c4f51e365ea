import { z } from "zod";

/**
 * What went wrong, for programs (`code`) and for people (`message`: what was expected, what came, where, and what
 * to do).
 */
export const Failure = z.strictObject({
  code: z.string(),
  message: z.string(),
  /** True when the same call may succeed a little later. */
  retryable: z.boolean(),
  /** How long the other side asked us to wait, ms. */
  retryAfterMs: z.int().nonnegative().optional(),
});
export type Failure = z.infer<typeof Failure>;

/**
 * How a span ended. `lost`: it was open when its runner died. `unknown`: nobody can know whether its outside effect
 * happened; its failure says how to find out.
 */
export const Outcome = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("ok") }),
  z.strictObject({ status: z.literal("failed"), failure: Failure }),
  z.strictObject({ status: z.literal("cancelled") }),
  z.strictObject({ status: z.literal("lost") }),
  z.strictObject({ status: z.literal("unknown"), failure: Failure }),
]);
export type Outcome = z.infer<typeof Outcome>;
