import { bodyKind, contentTypeOf, jsonTemplate, RAW_NUMBER } from "../../../graph/http-body.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import { templateParts } from "../../../graph/template.ts";
import {
  asText,
  encoded,
  type Filling,
  filled,
  fillingOf,
  isLeftOut,
  optionalValue,
  placeValue,
} from "../place-value.ts";
import { ToolProblem } from "../tool-problem.ts";

/**
 * Fills a body template by its content type, so that no value can change what the body says: in JSON each is a value of its
 * own or a part of its text, in a form and in XML it is escaped, in other text it stands as it is. What a call leaves out is
 * left out of JSON and of forms. Throws `ToolProblem` where that can't be done.
 */
export function filledBody(
  template: string,
  contentType: string | undefined,
  parameters: JsonObject,
): { body: string; contentType: string } {
  const from = fillingOf(parameters);
  const kind = bodyKind(contentType, template);
  const type = contentType?.trim() || contentTypeOf(kind);
  switch (kind) {
    case "json":
      return { body: filledJson(template, from), contentType: type };
    case "lines": {
      const lines = template.split(/\r?\n/).filter((line) => line.trim() !== "");
      return { body: lines.map((line) => `${filledJson(line, from)}\n`).join(""), contentType: type };
    }
    case "form":
      return { body: filledForm(template, from), contentType: type };
    case "xml":
      return { body: filled("body", template, from, xmlText), contentType: type };
    case "multipart":
      if (templateParts(template).some((part) => "expression" in part))
        throw new ToolProblem(
          "tool-not-configured",
          `A body of the type ${type} can't be filled with values. Send JSON or a form, or leave the values out.`,
        );
      return { body: template, contentType: type };
    case "text": {
      const [only, ...others] = templateParts(template.trim());
      const isWhole = only !== undefined && "expression" in only && others.length === 0;
      const value = isWhole ? placeValue("body", only.expression, from) : null;
      // Without a content type, a body that is one value is sent as what it is.
      if (contentType === undefined && typeof value === "object" && value !== null)
        return { body: JSON.stringify(value), contentType: contentTypeOf("json") };
      return { body: filled("body", template, from), contentType: type };
    }
  }
}

function filledJson(template: string, from: Filling): string {
  const [only, ...others] = templateParts(template.trim());
  if (only && "expression" in only && others.length === 0)
    return JSON.stringify(placeValue("body", only.expression, from));
  const read = jsonTemplate(template);
  if (!read.ok)
    throw new ToolProblem(
      "tool-not-configured",
      `The body says that it is JSON, but its template is none: ${read.message}. Correct it, or set another Content-Type. Nothing was sent.`,
    );
  return jsonText(read.json, from) ?? "null";
}

/** The JSON text of a template's value; undefined for a place that the call leaves out. */
function jsonText(json: Json, from: Filling): string | undefined {
  if (Array.isArray(json)) return `[${json.flatMap((item) => jsonText(item, from) ?? []).join(",")}]`;
  if (isJsonObject(json)) {
    const pairs = Object.entries(json).flatMap(([key, item]) => {
      const text = jsonText(item, from);
      return text === undefined ? [] : `${JSON.stringify(filled("body", key, from))}:${text}`;
    });
    return `{${pairs.join(",")}}`;
  }
  if (typeof json !== "string") return JSON.stringify(json);
  if (json.startsWith(RAW_NUMBER)) return json.slice(RAW_NUMBER.length);
  const [only, ...others] = templateParts(json);
  if (!only || others.length > 0 || "text" in only) return JSON.stringify(filled("body", json, from));
  // Null is a value of JSON; only what isn't there is left out.
  if (isLeftOut(only.expression, from)) return undefined;
  return JSON.stringify(placeValue("body", only.expression, from));
}

/** `name=value` pairs between `&`; one whose whole value is left out goes with its name. */
function filledForm(template: string, from: Filling): string {
  const form = (text: string) => encoded("body", text).replace(/%20/g, "+");
  const pairs: string[] = [""];
  const leftOut = new Set<number>();
  const parts = templateParts(template.trim());
  for (const [at, part] of parts.entries()) {
    if ("text" in part) {
      const [first = "", ...rest] = part.text.split("&");
      pairs[pairs.length - 1] += first;
      pairs.push(...rest);
      continue;
    }
    const next = parts[at + 1];
    const isWhole =
      /^[^=]+=$/.test(pairs.at(-1) ?? "") && (!next || ("text" in next && next.text.startsWith("&")));
    const value = (isWhole ? optionalValue : placeValue)("body", part.expression, from);
    if (isWhole && value === null) leftOut.add(pairs.length - 1);
    else pairs[pairs.length - 1] += form(asText(value));
  }
  return pairs.filter((_, at) => !leftOut.has(at)).join("&");
}

const XML_ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) || !text.isWellFormed())
    throw new ToolProblem(
      "arguments-invalid",
      "The body can't be filled: a value has a character that XML can't hold. Nothing was sent.",
    );
  return text.replace(/[&<>"']/g, (character) => XML_ESCAPES[character] ?? character);
}
