import type { TextDelta } from "../../engine/ports.ts";
import type { RunEvent } from "../../run/event.ts";

const encoder = new TextEncoder();

/** An event of the log as the stream sends it; its id is the seq. */
export const eventFrame = (event: RunEvent): Uint8Array =>
  encoder.encode(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);

/** Live text, one frame for each piece. */
export const textFrames = (deltas: readonly TextDelta[]): Uint8Array =>
  encoder.encode(
    deltas
      .map(({ span, offset, text }) => `event: text\ndata: ${JSON.stringify({ span, offset, text })}\n\n`)
      .join(""),
  );

/** Keeps proxies from closing a stream on which nothing happens, and tells the page that it still stands. */
export const HEARTBEAT = encoder.encode("event: beat\ndata: {}\n\n");

/** The viewer may not see the run any more. */
export const SIGNED_OUT = encoder.encode("event: signed-out\ndata: {}\n\n");

/** The viewer knows events that the log does not have: it has to forget them all, and gets the run from its start. */
export const BEGIN_ANEW = encoder.encode("event: begin-anew\ndata: {}\n\n");
