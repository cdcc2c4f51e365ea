import { z } from "zod";

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object: what inputs, contexts and arguments are. */
export type JsonObject = { [key: string]: Json };

const REFUSED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const MAX_DEPTH = 64;

/** True for the names that no key, field or id may have, because objects of JavaScript mean something by them. */
export function isRefusedKey(key: string): boolean {
  return REFUSED_KEYS.has(key);
}

/**
 * Why `value` is not acceptable JSON (depth over 64, a refused key, a number that is not finite); null when it is.
 */
export function jsonProblem(value: unknown, depth = 0, at = ""): string | null {
  if (depth > MAX_DEPTH) return `deeper than ${MAX_DEPTH} levels at ${at}`;
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number")
    return Number.isFinite(value) ? null : `a number that is not finite at ${at || "the top"}`;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const problem = jsonProblem(item, depth + 1, `${at}[${index}]`);
      if (problem) return problem;
    }
    return null;
  }
  if (typeof value !== "object") return `a ${typeof value} at ${at || "the top"}`;
  for (const key of Object.keys(value)) {
    if (isRefusedKey(key)) return `the key "${key}" at ${at || "the top"}`;
    // The key comes from Object.keys, so reading it is safe whatever the shape.
    const problem = jsonProblem(
      (value as Record<string, unknown>)[key],
      depth + 1,
      at ? `${at}.${key}` : key,
    );
    if (problem) return problem;
  }
  return null;
}

/** Accepts any JSON value up to 64 levels deep without `__proto__`, `constructor` or `prototype` keys. */
export const Json: z.ZodType<Json> = z.custom<Json>((value) => jsonProblem(value) === null, {
  error: (issue) => `expected JSON, got ${jsonProblem(issue.input) ?? "something else"}`,
});

/** A JSON object (no list, no bare value). */
export const JsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && jsonProblem(value) === null,
  { error: (issue) => `expected a JSON object, got ${jsonProblem(issue.input) ?? typeof issue.input}` },
);

/** True for a JSON object, false for null, lists and bare values. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
