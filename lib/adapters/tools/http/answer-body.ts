import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";
import { parseExact } from "../../../graph/exact-json.ts";
import { type Json, jsonProblem } from "../../../graph/json.ts";

/** The largest body that is read, bytes as sent and as decoded. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A body's bytes, decoded; or why it is not here. */
export type AnswerBody =
  | { ok: true; bytes: Buffer }
  | { ok: false; problem: "too-large" | "undecodable"; said: string };

/** Reads an answer's body. Throws what the connection throws; a body that is too large or can't be decoded is told. */
export async function readBody(answer: IncomingMessage): Promise<AnswerBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return tooLarge;
      chunks.push(chunk);
    }
  } finally {
    answer.destroy();
  }
  let bytes: Buffer = Buffer.concat(chunks);
  const codings = (answer.headers["content-encoding"] ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  // What was encoded last is decoded first. Nothing is nothing in every coding, as in answers to HEAD and with 204.
  for (const coding of codings.reverse()) {
    if (bytes.length === 0 || coding === "" || coding === "identity") continue;
    try {
      bytes = await decoded(coding, bytes);
    } catch (error) {
      if (error instanceof RangeError) return tooLarge;
      const said = error instanceof Error ? error.message : String(error);
      return { ok: false, problem: "undecodable", said: `it can't be decoded as ${coding} (${said})` };
    }
  }
  return { ok: true, bytes };
}

const tooLarge: AnswerBody = {
  ok: false,
  problem: "too-large",
  said: `it is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB`,
};

async function decoded(coding: string, bytes: Buffer): Promise<Buffer> {
  // Beyond this length zlib throws a RangeError.
  const limit = { maxOutputLength: MAX_BODY_BYTES };
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return promisify<Buffer, object, Buffer>(gunzip)(bytes, limit);
    case "br":
      return promisify<Buffer, object, Buffer>(brotliDecompress)(bytes, limit);
    case "zstd":
      return promisify<Buffer, object, Buffer>(zstdDecompress)(bytes, limit);
    case "deflate":
      // Some servers leave out the zlib wrapper (RFC 9110, 8.4.1.2), whose first byte has 8 in its lower half.
      return promisify<Buffer, object, Buffer>(((bytes[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(
        bytes,
        limit,
      );
    default:
      throw new Error("nobody here knows this coding");
  }
}

/** A body as a result: JSON where it says that it is JSON, else text, else its size; notes tell what is not as it came. */
export function shownBody(bytes: Buffer, contentType: string): { body: Json; notes: string[] } {
  if (bytes.length === 0) return { body: null, notes: [] };
  if (contentType !== "" && !/json|text|xml|javascript|urlencoded/i.test(contentType))
    return {
      body: `(${bytes.length} bytes of ${contentType})`,
      notes: ["The answer is no text, so only its size is here."],
    };
  const text = textOf(bytes, contentType);
  if (!/json/i.test(contentType)) return { body: text, notes: [] };
  try {
    const { value, kept } = parseExact(text);
    const problem = jsonProblem(value);
    if (problem !== null) return { body: text, notes: [`The answer is left as text: it has ${problem}.`] };
    const notes =
      kept === 0
        ? []
        : [
            `${kept} ${kept === 1 ? "number has" : "numbers have"} too many digits for a number here and came as text.`,
          ];
    return { body: value, notes };
  } catch {
    return {
      body: text,
      notes: ["The answer says that it is JSON, but can't be read as JSON, so it is left as text."],
    };
  }
}

/** The text of a body: by its byte order mark, else by the charset that its type names, else as UTF-8. */
export function textOf(bytes: Buffer, contentType: string): string {
  const mark = bytes.subarray(0, 2).toString("hex");
  const marked = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : null;
  const named = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
  return decoderFor(marked ?? named ?? "utf-8").decode(bytes);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
