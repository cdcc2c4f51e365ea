import { z } from "zod";

/**
 * Live text comes in streams with numbers: what a call answers under its span, what the model thinks before that under the
 * number that this gives. Spans are positive, so the two never meet.
 */
export const thinkingStream = (span: number): number => -span;

/**
 * A piece of text that a model call has just written, in the stream `span` (see `thinkingStream`). `offset`: how many
 * characters of the stream came before it.
 */
export const TextDelta = z.strictObject({ span: z.int(), offset: z.int().nonnegative(), text: z.string() });
export type TextDelta = z.infer<typeof TextDelta>;
