import { Budget } from "./cel/budget.ts";
import { checkExpression, evaluateText, pathsRead } from "./cel.ts";
import type { JsonObject } from "./json.ts";

type Part = { text: string } | { expression: string; at: number };

/** A place in a template: its expression and where that begins, and where its braces begin and end. */
type Place = { source: string; at: number; start: number; end: number };

/** The places of a template, and the position of an unclosed `{{`, or null. Reads the text once. */
function scan(template: string): { places: Place[]; unclosed: number | null } {
  const places: Place[] = [];
  let from = 0;
  for (;;) {
    const start = template.indexOf("{{", from);
    if (start < 0) return { places, unclosed: null };
    const close = template.indexOf("}}", start + 2);
    if (close < 0) return { places, unclosed: start };
    const raw = template.slice(start + 2, close);
    const source = raw.trim();
    const end = close + 2;
    places.push({ source, at: start + 2 + raw.length - raw.trimStart().length, start, end });
    from = end;
  }
}

/** Splits a text at its `{{ CEL }}` places; `at` is the position of the place's first brace. */
export function templateParts(template: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const place of scan(template).places) {
    if (place.start > end) parts.push({ text: template.slice(end, place.start) });
    parts.push({ expression: place.source, at: place.start });
    end = place.end;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}

/** The expressions of a template; `at` is the position of the expression itself in the text. */
export function expressionPlaces(template: string): { source: string; at: number }[] {
  return scan(template).places.map(({ source, at }) => ({ source, at }));
}

/** The position of an unclosed `{{` in a template, or null. */
export const unclosedPlace = (template: string): number | null => scan(template).unclosed;

/** The message for an unclosed `{{`. */
export const UNCLOSED = "“{{” begins a place, and no “}}” ends it";

/** The first place of a template that can't be evaluated, or null. */
export function checkTemplate(template: string): { message: string; at: number | null } | null {
  const { places, unclosed } = scan(template);
  for (const { source, start } of places) {
    const problem = checkExpression(source);
    if (problem) return { message: `${problem.message} in {{ ${source} }}`, at: start };
  }
  return unclosed === null ? null : { message: UNCLOSED, at: unclosed };
}

/** Every path the template's expressions read. */
export function templateReads(template: string): string[] {
  return [...new Set(scan(template).places.flatMap(({ source }) => pathsRead(source)))];
}

type RenderOptions = { budget?: Budget; standIn?: (expression: string, message: string) => string };

/**
 * Fills a template from `scope`. A place without a value is listed in `missing`, with the reason, and replaced by
 * the text that `standIn` makes of its expression and the reason, or by nothing. All places share one budget, so
 * that a text with many places can't take for ever.
 */
export function render(
  template: string,
  scope: JsonObject,
  { budget = new Budget(), standIn = () => "" }: RenderOptions = {},
): { text: string; reads: string[]; missing: { expression: string; message: string }[] } {
  const reads = new Set<string>();
  const missing: { expression: string; message: string }[] = [];
  const text = templateParts(template).map((part) => {
    if ("text" in part) return part.text;
    const result = evaluateText(part.expression, scope, budget);
    if (result.ok) {
      for (const path of result.reads) reads.add(path);
      return result.text;
    }
    missing.push({ expression: part.expression, message: result.message });
    return standIn(part.expression, result.message);
  });
  return { text: text.join(""), reads: [...reads], missing };
}
