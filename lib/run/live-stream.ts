/**
 * Live text comes in streams with numbers: what a call answers under its span, what the model thinks before that under the
 * number that this gives. Spans are positive, so the two never meet.
 */
export const thinkingStream = (span: number): number => -span;
