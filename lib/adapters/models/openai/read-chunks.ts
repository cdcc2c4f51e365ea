import { APIError } from "openai";
import { quoteInexact } from "../../../graph/exact-json.ts";
import { isJsonObject, type Json } from "../../../graph/json.ts";
import { parseEvents } from "./parse-events.ts";

/**
 * Reads a streamed reply from its text as it comes, cut anywhere. `add` is false once `[DONE]` has come or `onChunk` wanted
 * no more; `end` reads what was not closed when the text was over.
 */
export type ChunkReader = { add: (text: string) => boolean; end: () => void; isDone: () => boolean };

/**
 * Hands on each chunk of a streamed reply as JSON, numbers that a double can't hold as their text. A JSON object where events
 * were asked for is one chunk. Throws a SyntaxError for what is no JSON, and an `APIError` for an error that the
 * endpoint reports in the stream; `headers` are the response's, for that.
 */
export function readChunks(headers: Headers, onChunk: (chunk: unknown) => boolean): ChunkReader {
  let isObject: boolean | null = null;
  let object = "";
  let isDone = false;

  const events = parseEvents((data, type) => {
    isDone = data === "[DONE]";
    // Without data an event only keeps the connection alive.
    return !isDone && (data.trim() === "" || onChunk(chunkOf(data, type)));
  });

  function chunkOf(data: string, type: string): unknown {
    const chunk: Json = JSON.parse(quoteInexact(data));
    const error = isJsonObject(chunk) ? chunk.error : undefined;
    if (error || type === "error")
      throw new APIError(undefined, error ?? chunk ?? undefined, undefined, headers);
    return chunk;
  }

  return {
    isDone: () => isDone,
    add(text) {
      if (isObject === null) {
        const first = text.search(/[^\0- ]/);
        if (first !== -1) isObject = text[first] === "{";
      }
      if (!isObject) return events.add(text);
      object += text;
      return true;
    },
    end() {
      // Line breaks stand between the parts of an object only; where one is within a text, a blank takes its place.
      if (isObject) onChunk(chunkOf(object.replace(/[\r\n]/g, " "), ""));
      else events.end();
    },
  };
}
