import { isInexact } from "./exact-json.ts";
import type { Json } from "./json.ts";
import { templateParts } from "./template.ts";

/** How the values in a body are escaped. `lines`: one JSON value per line. */
export type BodyKind = "json" | "lines" | "form" | "xml" | "multipart" | "text";

/** The kind of a body by its content type or, without one, by how the template begins. */
export function bodyKind(contentType: string | undefined, template: string): BodyKind {
  if (contentType === undefined || contentType.trim() === "") return guessedKind(template);
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/ndjson|jsonl|json-lines|x-ldjson/.test(type)) return "lines";
  if (/[/+]json$/.test(type)) return "json";
  if (type === "application/x-www-form-urlencoded") return "form";
  if (/[/+](xml|html)$/.test(type)) return "xml";
  return type.startsWith("multipart/") ? "multipart" : "text";
}

/** A template that begins with a place tells nothing, because the place's value may be anything. */
function guessedKind(template: string): BodyKind {
  if (/^\s*(\[|\{(?!\{))/.test(template)) return "json";
  return /^\s*<[?!a-z]/i.test(template) ? "xml" : "text";
}

/** The content type for a body of this kind where the tool sets none. */
export function contentTypeOf(kind: BodyKind): string {
  switch (kind) {
    case "json":
      return "application/json";
    case "lines":
      return "application/x-ndjson";
    case "form":
      return "application/x-www-form-urlencoded";
    case "xml":
      return "application/xml";
    case "multipart":
    case "text":
      return "text/plain; charset=utf-8";
  }
}

/** In a text of `jsonTemplate`, marks a number with more digits than a double holds; the digits follow. */
export const RAW_NUMBER = "\u0000number ";

/**
 * Parses a JSON template. Places may occur inside texts, or bare instead of a value, and are kept as the texts `{{
 * … }}`. Returns why it is not JSON otherwise.
 */
export function jsonTemplate(template: string): { ok: true; json: Json } | { ok: false; message: string } {
  let inText = false;
  const quoted = templateParts(template).map((part) => {
    if ("expression" in part) {
      const place = JSON.stringify(`{{ ${part.expression} }}`);
      return inText ? place.slice(1, -1) : place;
    }
    return part.text.replace(/\\.|"|-?\d[\d.]*(?:[eE][+-]?\d+)?/gs, (token) => {
      if (token === '"') inText = !inText;
      return !inText && isInexact(token) ? JSON.stringify(RAW_NUMBER + token) : token;
    });
  });
  try {
    return { ok: true, json: JSON.parse(quoted.join("")) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
