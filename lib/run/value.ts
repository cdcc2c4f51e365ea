import { z } from "zod";
import { readable } from "../graph/readable.ts";
import { cutText } from "../graph/text-cut.ts";

/** Values up to this size are stored in their event, larger ones as a blob beside the log. UTF-8 bytes. */
export const INLINE_LIMIT = 8_192;
/** Characters of a value's preview. */
export const PREVIEW_LENGTH = 400;

/**
 * A prompt, reply, argument list or result as it is recorded in the log. `hash` is HMAC-SHA256 over the JSON text with
 * the key of the run's workspace: equal texts of a workspace have equal hashes, and nobody without the key can guess an
 * erased one. `bytes` is the UTF-8 length of the JSON text.
 */
export const Value = z.strictObject({
  hash: z.string(),
  /** Only in logs of earlier versions, where `hash` is SHA-256 over the salt and the JSON text. */
  salt: z.string().optional(),
  bytes: z.int().nonnegative(),
  /** The beginning of the text, for lists; absent where the text is inline. */
  preview: z.string().optional(),
  /** The JSON text of a small value; absent: a blob, found by `hash`. */
  inline: z.string().optional(),
});
export type Value = z.infer<typeof Value>;

/** The beginning of a value's text: the characters of a string, or the JSON of anything else. */
export function previewOf({ preview, inline }: Value): string {
  if (preview !== undefined) return readable(preview);
  if (inline === undefined) return "";
  const text: string = inline.startsWith('"') ? JSON.parse(inline) : inline;
  return readable(cutText(text, PREVIEW_LENGTH));
}
