import { z } from "zod";

/**
 * The number of the stream for what a model call thinks; its answer is streamed under its span. Spans are positive,
 * so the two never collide.
 */
export const thinkingStream = (span: number): number => -span;

/**
 * A piece of text that a model call has just written, in the stream `span` (see `thinkingStream`). `offset`: how many
 * characters of the stream came before it.
 */
export const TextDelta = z.strictObject({ span: z.int(), offset: z.int().nonnegative(), text: z.string() });
export type TextDelta = z.infer<typeof TextDelta>;
