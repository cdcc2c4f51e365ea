import type { RunTextDelta } from "../../engine/ports.ts";
import type { Numbered } from "./feed-source.ts";

const encoder = new TextEncoder();

/** An event of the log, or another numbered item, as a stream sends it; its id is the seq. */
export const eventFrame = (event: Numbered): Uint8Array =>
  encoder.encode(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);

/** Live text, one frame for each piece. */
export const textFrames = (deltas: readonly RunTextDelta[]): Uint8Array =>
  encoder.encode(
    deltas
      .map(({ span, offset, text }) => `event: text\ndata: ${JSON.stringify({ span, offset, text })}\n\n`)
      .join(""),
  );

/** Keeps proxies from closing a stream on which nothing happens, and tells the page that it still stands. */
export const HEARTBEAT = encoder.encode("event: beat\ndata: {}\n\n");

/** Nobody is signed in any more who may see it. */
export const SIGNED_OUT = encoder.encode("event: signed-out\ndata: {}\n\n");

/** The viewer knows what is not stored, or is too far behind: what it knows does not lead to what follows. */
export const BEGIN_ANEW = encoder.encode("event: begin-anew\ndata: {}\n\n");
