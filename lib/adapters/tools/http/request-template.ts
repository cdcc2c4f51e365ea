import { Budget } from "../../../graph/cel/budget.ts";
import { evaluate } from "../../../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import { render, templateParts } from "../../../graph/template.ts";
import { cutText } from "../../../graph/text-cut.ts";
import { ToolProblem } from "../tool-problem.ts";

/** Fills a text template over `parameters`; throws when a place has no value, so that nothing goes out with a hole. */
export function filled(field: string, template: string, parameters: JsonObject): string {
  return whole(field, render(template, { parameters }));
}

function whole(field: string, { text, missing }: ReturnType<typeof render>): string {
  const hole = missing[0];
  if (hole) throw hollow(field, hole.expression, hole.message);
  return text;
}

/** Fills a URL template. A value is encoded, so it can't add a path, a host or a query, unless the URL begins with it. */
export function filledUrl(template: string, parameters: JsonObject): URL {
  const budget = new Budget();
  const parts = templateParts(template.trim()).map((part, index) => {
    if ("text" in part) return part.text;
    const value = evaluate(part.expression, { parameters }, budget);
    if (!value.ok) throw hollow("URL", part.expression, value.message);
    const text = asText(value.value);
    return index === 0 ? text : encodeURIComponent(text);
  });
  const text = parts.join("");
  if (!URL.canParse(text))
    throw new ToolProblem(
      "arguments-invalid",
      `Expected the URL to be complete, such as https://api.example.com/orders, got "${cutText(text, 200)}".`,
    );
  return new URL(text);
}

/**
 * Fills a body template. A template that is JSON stays that JSON, whatever the values are: each text in it is filled by
 * itself, and one that is a single `{{ … }}` becomes the value with its type.
 */
export function filledBody(template: string, parameters: JsonObject): string {
  const json = parsed(template);
  return json === undefined
    ? filled("body", template, parameters)
    : JSON.stringify(filledJson(json, { parameters, budget: new Budget() }));
}

function filledJson(json: Json, values: { parameters: JsonObject; budget: Budget }): Json {
  if (Array.isArray(json)) return json.map((item) => filledJson(item, values));
  if (isJsonObject(json))
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, filledJson(item, values)]));
  if (typeof json !== "string") return json;
  const [only, ...others] = templateParts(json);
  if (!only || others.length > 0 || "text" in only)
    return whole("body", render(json, { parameters: values.parameters }, { budget: values.budget }));
  const value = evaluate(only.expression, { parameters: values.parameters }, values.budget);
  if (!value.ok) throw hollow("body", only.expression, value.message);
  return value.value;
}

function parsed(template: string): Json | undefined {
  try {
    return JSON.parse(template);
  } catch {
    return undefined;
  }
}

const asText = (value: Json) =>
  typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);

const hollow = (field: string, expression: string, message: string) =>
  new ToolProblem("arguments-invalid", `The ${field} can't be filled: ${message} in {{ ${expression} }}.`);
