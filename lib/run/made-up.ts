import { z } from "zod";

/** A field that the simulated model made up: out of nothing, or chosen among values that a table behind a tool holds. */
export const MadeUpField = z.strictObject({
  /** The names that lead to it; empty for the whole value. */
  field: z.array(z.string()),
  how: z.enum(["invented", "sampled"]),
});
export type MadeUpField = z.infer<typeof MadeUpField>;

/** A made-up field of a reply: in the arguments of a call, by its ordinal, or in the answer (`call` null). */
export const MadeUp = z.strictObject({ call: z.int().nonnegative().nullable(), ...MadeUpField.shape });
export type MadeUp = z.infer<typeof MadeUp>;
