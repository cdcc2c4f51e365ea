import { z } from "zod";
import type { RunTextDelta } from "../../engine/ports.ts";

/** Channels between the processes of one database: who watches which run, and its text. */
export const WATCH_CHANNEL = "tutti_watch";
export const TEXT_CHANNEL = "tutti_text";

/** A message from a process that shows runs. `from` is the process. */
export const WatchMessage = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("watch"),
    from: z.string(),
    runIds: z.array(z.string()),
    /** How long this is valid unless it is repeated, ms; 0: no longer. */
    forMs: z.number(),
    /** A piece was missing: send the text again from its beginning. */
    again: z.boolean(),
  }),
  /** A process has started and does not know what is watched. */
  z.strictObject({ kind: z.literal("hello"), from: z.string() }),
]);
export type WatchMessage = z.infer<typeof WatchMessage>;

/** Pieces of text: run, span, offset, text. */
export const TextMessage = z.strictObject({
  from: z.string(),
  pieces: z.array(z.tuple([z.string(), z.int(), z.int(), z.string()])),
});
export type TextMessage = z.infer<typeof TextMessage>;

/** PostgreSQL accepts payloads below 8,000 bytes. */
const MESSAGE_BYTES = 7_000;
/** With less room than this in a message, a piece goes into the next one. */
const SMALLEST_PIECE_BYTES = 200;

const bytesOf = (text: string) => Buffer.byteLength(text);

/** Packs pieces into as few messages as possible; long text is cut, never inside a character. */
export function packText(from: string, deltas: readonly RunTextDelta[]): string[] {
  const messages: string[] = [];
  const [head, tail] = [`{"from":${JSON.stringify(from)},"pieces":[`, "]}"];
  let pieces: string[] = [];
  let room = 0;
  const open = () => {
    if (pieces.length > 0) messages.push(head + pieces.join(",") + tail);
    pieces = [];
    room = MESSAGE_BYTES - bytesOf(head) - bytesOf(tail);
  };
  open();
  for (const { runId, span, offset, text } of deltas) {
    for (let start = 0; start < text.length; ) {
      if (room < SMALLEST_PIECE_BYTES) open();
      const at = offset + start;
      const frame = bytesOf(JSON.stringify([runId, span, at, ""])) + 1;
      const part = beginningWithin(text.slice(start), room - frame);
      if (part === "" && pieces.length > 0) {
        room = 0;
        continue;
      }
      if (part === "") throw new Error(`the id of run ${runId} leaves no room for text in a notice`);
      const piece = JSON.stringify([runId, span, at, part]);
      pieces.push(piece);
      room -= bytesOf(piece) + 1;
      start += part.length;
    }
  }
  open();
  return messages;
}

/** The longest beginning of a text, in whole characters, whose JSON fits into this many bytes. */
function beginningWithin(text: string, bytes: number): string {
  // Each UTF-16 unit takes at least one byte.
  let part = text.slice(0, Math.max(0, bytes));
  for (;;) {
    const size = bytesOf(JSON.stringify(part)) - 2;
    if (size <= bytes) return part;
    part = whole(text, Math.min(part.length - 1, Math.floor((part.length * bytes) / size)));
  }
}

/** The first `length` UTF-16 units of a text, or one less where that would split a surrogate pair. */
function whole(text: string, length: number): string {
  const parted =
    /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(length));
  return text.slice(0, parted ? length - 1 : length);
}
