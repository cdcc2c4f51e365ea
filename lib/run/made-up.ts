import { z } from "zod";

/**
 * A field that the simulated model made up, from nothing or by choosing one of the values in the table behind a
 * tool.
 */
export const MadeUpField = z.strictObject({
  /** The path to the field; empty for the whole value. */
  field: z.array(z.string()),
  how: z.enum(["invented", "sampled"]),
});
export type MadeUpField = z.infer<typeof MadeUpField>;

/** A made-up field of a reply: in the arguments of its call with this ordinal, or in its answer (`call` null). */
export const MadeUp = z.strictObject({ call: z.int().nonnegative().nullable(), ...MadeUpField.shape });
export type MadeUp = z.infer<typeof MadeUp>;
