import { Budget } from "../../graph/cel/budget.ts";
import { evaluate, readsIn } from "../../graph/cel.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import { templateParts } from "../../graph/template.ts";
import { ToolProblem } from "./tool-problem.ts";

/** What places are filled from: a call's arguments, and the steps that all the places of one text may take together. */
export type Filling = { parameters: JsonObject; budget: Budget };

export const fillingOf = (parameters: JsonObject): Filling => ({ parameters, budget: new Budget() });

/** The value of a `{{ … }}` place; throws saying which field has no value where. */
export function placeValue(field: string, expression: string, from: Filling): Json {
  const result = evaluate(expression, { parameters: from.parameters }, from.budget);
  if (result.ok) return result.value;
  throw new ToolProblem(
    "arguments-invalid",
    `The ${field} can't be filled: ${result.message} in {{ ${expression} }}.`,
  );
}

/** True for a place that is one parameter, or something in it, which the call leaves out. */
export function isLeftOut(expression: string, { parameters }: Filling): boolean {
  const [only, ...others] = readsIn(expression);
  const [first] = only?.steps ?? [];
  if (only?.root !== "parameters" || others.length > 0 || !first || !("name" in first)) return false;
  return /^parameters\s*[.[]/.test(expression) && !Object.hasOwn(parameters, first.name);
}

/** The value of a place that takes its name with it when there is none: null for one left out, or null itself. */
export function optionalValue(field: string, expression: string, from: Filling): Json {
  return isLeftOut(expression, from) ? null : placeValue(field, expression, from);
}

/** A value as it stands in text: a text as it is, null as nothing, anything else as JSON. */
export const asText = (value: Json): string =>
  typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);

/** Percent-encodes a value; throws where it has half of a character, which has no encoding. */
export function encoded(field: string, text: string): string {
  if (text.isWellFormed()) return encodeURIComponent(text);
  throw new ToolProblem(
    "arguments-invalid",
    `The ${field} can't be filled: a value has half of a character in it.`,
  );
}

/** Fills a text template; throws when a place has no value, so that nothing goes out with a hole. */
export function filled(
  field: string,
  template: string,
  from: Filling,
  escaped: (text: string) => string = (text) => text,
): string {
  return templateParts(template)
    .map((part) => ("text" in part ? part.text : escaped(asText(placeValue(field, part.expression, from)))))
    .join("");
}
