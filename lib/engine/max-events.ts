/** The most events of a run. Loops within loops could otherwise go on for longer than anybody waits. */
export const MAX_EVENTS = 50_000;
