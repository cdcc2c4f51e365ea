import type { APIError } from "openai";

/** What an endpoint said of an error, in whatever shape it came. */
export type ErrorFacts = {
  /** The HTTP status, or the one that an error in a stream names. */
  status: number | undefined;
  /** Codes, types, reasons and names of parameters at every level, joined by blanks. */
  codes: string;
  /** The sentences for people, the outermost first; empty without any. */
  said: string;
  headers: Headers | null;
};

const SENTENCES = ["message", "msg", "detail", "error", "error_description", "title", "description", "raw"];
const CODES = ["code", "type", "status", "reason", "param", "error", "name", "quotaId", "retryDelay"];
const DEEPEST = 8;
const MOST_SENTENCES = 6;
const LONGEST = 8_000;

/**
 * Reads an error of any common shape: OpenAI's object, Gemini's list with details, FastAPI's `detail` with places, a bare
 * `message`, text, a page, and another provider's JSON inside a gateway's sentence.
 */
export function errorFacts(error: APIError): ErrorFacts {
  const sentences: string[] = [];
  const codes: string[] = [];
  const body: unknown = error.error;
  // Without a body in JSON the SDK puts the text into its own message, after the status.
  read(body ?? error.message.replace(/^\d{3} /, ""), "message", 0);
  const code = /^\d+$/.test(codes[0] ?? "") ? Number(codes[0]) : undefined;
  return {
    status: error.status ?? (code !== undefined && code >= 300 && code < 600 ? code : undefined),
    codes: [...new Set(codes)].join(" "),
    said: [...new Set(sentences)].slice(0, MOST_SENTENCES).join(" · "),
    headers: error.headers ?? null,
  };

  function read(value: unknown, key: string, depth: number) {
    if (depth > DEEPEST) return;
    if (typeof value === "string") readText(value, key, depth);
    else if (typeof value === "number" && CODES.includes(key)) codes.push(String(value));
    else if (Array.isArray(value)) for (const item of value.slice(0, 20)) read(item, key, depth + 1);
    else if (typeof value === "object" && value !== null) readObject(Object.entries(value), depth);
  }

  function readText(text: string, key: string, depth: number) {
    const isCode = CODES.includes(key) && /^[\w@./:-]{1,200}$/.test(text);
    if (isCode) codes.push(text);
    if (!SENTENCES.includes(key) || (isCode && key === "error")) return;
    const inner = innerJson(text);
    const before = inner === null ? text : text.slice(0, inner.at);
    if (before.trim() !== "") sentences.push(before.slice(0, LONGEST).trim());
    if (inner !== null) read(inner.json, "message", depth + 1);
  }

  function readObject(entries: [string, unknown][], depth: number) {
    const fields = new Map(entries);
    const place = fields.get("loc");
    const message = fields.get("msg");
    if (Array.isArray(place) && typeof message === "string") {
      sentences.push(`${place.join(".")}: ${message}`);
      read(fields.get("type"), "type", depth + 1);
      return;
    }
    // Sentences first, so that the outermost one comes first whatever the order of the fields.
    for (const key of SENTENCES) if (fields.has(key)) read(fields.get(key), key, depth + 1);
    for (const [key, value] of entries)
      if (!SENTENCES.includes(key) && (typeof value === "object" || CODES.includes(key)))
        read(value, key, depth + 1);
  }
}

/** The JSON that begins somewhere in a text and ends with it. */
function innerJson(text: string): { at: number; json: unknown } | null {
  const at = text.search(/[[{]/);
  if (at === -1 || text.length > 100_000) return null;
  try {
    const json: unknown = JSON.parse(text.slice(at));
    return { at, json };
  } catch {
    return null;
  }
}
