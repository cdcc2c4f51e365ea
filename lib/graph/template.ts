import { checkExpression, evaluate, pathsRead } from "./cel.ts";
import type { Json, JsonObject } from "./json.ts";

const PLACE = /\{\{([\s\S]*?)\}\}/g;

type Part = { text: string } | { expression: string; at: number };

/** Splits a text at its `{{ CEL }}` places; `at` is where the place (its first brace) begins. */
export function templateParts(template: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACE)) {
    if (match.index > end) parts.push({ text: template.slice(end, match.index) });
    parts.push({ expression: (match[1] ?? "").trim(), at: match.index });
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}

/** The expressions of a template; `at` is where the expression itself begins in the text. */
export function expressionPlaces(template: string): { source: string; at: number }[] {
  return [...template.matchAll(PLACE)].map((match) => {
    const raw = match[1] ?? "";
    return { source: raw.trim(), at: match.index + 2 + raw.length - raw.trimStart().length };
  });
}

/** The first place of a template that can't be parsed, or null. */
export function checkTemplate(template: string): { message: string; at: number | null } | null {
  for (const part of templateParts(template)) {
    if ("text" in part) continue;
    const problem = checkExpression(part.expression);
    if (problem) return { message: `${problem.message} in {{ ${part.expression} }}`, at: part.at };
  }
  return null;
}

/** Every path the template's expressions read. */
export function templateReads(template: string): string[] {
  return templateParts(template).flatMap((part) => ("text" in part ? [] : pathsRead(part.expression)));
}

const show = (value: Json): string =>
  typeof value === "string" ? value : value === null ? "" : JSON.stringify(value, null, 2);

/**
 * Fills a template from `scope`. A place whose value is not there becomes an empty text and is listed in `missing`,
 * with the reason.
 */
export function render(
  template: string,
  scope: JsonObject,
): { text: string; reads: string[]; missing: { expression: string; message: string }[] } {
  const reads: string[] = [];
  const missing: { expression: string; message: string }[] = [];
  const text = templateParts(template).map((part) => {
    if ("text" in part) return part.text;
    const result = evaluate(part.expression, scope);
    if (result.ok) {
      reads.push(...result.reads);
      return show(result.value);
    }
    missing.push({ expression: part.expression, message: result.message });
    return "";
  });
  return { text: text.join(""), reads: [...new Set(reads)], missing };
}
