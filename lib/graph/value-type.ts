import { isJsonObject, type Json } from "./json.ts";
import type { FieldType } from "./json-schema.ts";

/** The type of a JSON value as JSON Schema names it; null has none. */
export function typeOfValue(value: Json): FieldType | null {
  if (value === null) return null;
  if (Array.isArray(value)) return "array";
  if (isJsonObject(value)) return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : "boolean";
}

/** True when a value of type `got` is allowed where `wanted` is declared; unknown types are allowed anywhere. */
export function suits(wanted: FieldType | undefined, got: FieldType | null | undefined): boolean {
  return wanted == null || got == null || wanted === got || (wanted === "number" && got === "integer");
}

/** A type in the words of the page, with its article. */
export function typeWords(type: FieldType): string {
  const words: Record<FieldType, string> = {
    string: "a text",
    number: "a number",
    integer: "a whole number",
    boolean: "yes or no",
    object: "an object",
    array: "a list",
  };
  return words[type];
}
