import { isInexact } from "./exact-json.ts";
import type { Json } from "./json.ts";
import { templateParts } from "./template.ts";

/** How the values in a body are escaped. `lines`: one JSON value a line. */
export type BodyKind = "json" | "lines" | "form" | "xml" | "multipart" | "text";

/** The kind of a body by its content type, or without one by how the template begins. */
export function bodyKind(contentType: string | undefined, template: string): BodyKind {
  if (contentType === undefined || contentType.trim() === "") return guessedKind(template);
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/ndjson|jsonl|json-lines|x-ldjson/.test(type)) return "lines";
  if (/[/+]json$/.test(type)) return "json";
  if (type === "application/x-www-form-urlencoded") return "form";
  if (/[/+](xml|html)$/.test(type)) return "xml";
  return type.startsWith("multipart/") ? "multipart" : "text";
}

/** A template that begins with a place tells nothing: what the place holds may be anything. */
function guessedKind(template: string): BodyKind {
  if (/^\s*(\[|\{(?!\{))/.test(template)) return "json";
  return /^\s*<[?!a-z]/i.test(template) ? "xml" : "text";
}

/** What goes with a body of this kind where the tool sets no content type. */
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

/** Stands in a text of `jsonTemplate` for a number of more digits than a double holds; the digits follow. */
export const RAW_NUMBER = "\u0000number ";

/**
 * Reads a JSON template: places may stand inside texts, or bare where a value stands, and are left in as the texts
 * `{{ … }}`. Or says why it is no JSON.
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
