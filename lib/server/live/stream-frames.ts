import type { RunTextDelta } from "../../engine/ports.ts";
import type { Numbered } from "./feed-source.ts";

const encoder = new TextEncoder();

/** An event of the log, or another numbered item, as it is sent; its id is the seq. */
export const eventFrame = (event: Numbered): Uint8Array =>
  encoder.encode(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);

/** Live text, one frame for each piece. */
export const textFrames = (deltas: readonly RunTextDelta[]): Uint8Array =>
  encoder.encode(
    deltas
      .map(({ span, offset, text }) => `event: text\ndata: ${JSON.stringify({ span, offset, text })}\n\n`)
      .join(""),
  );

/** Keeps proxies from closing a quiet stream, and tells the page that it is still connected. */
export const HEARTBEAT = encoder.encode("event: beat\ndata: {}\n\n");

/** The viewer may no longer see it: nobody is signed in. */
export const SIGNED_OUT = encoder.encode("event: signed-out\ndata: {}\n\n");

/** The viewer has another role now, or is no member any more: the page must find out what it may show. */
export const ACCESS_CHANGED = encoder.encode("event: access-changed\ndata: {}\n\n");

/** The viewer knows items that are not stored, or is too far behind: it must start again. */
export const BEGIN_ANEW = encoder.encode("event: begin-anew\ndata: {}\n\n");
