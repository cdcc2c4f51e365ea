import type { Json } from "@/lib/graph/json.ts";
import type { FieldType } from "@/lib/graph/json-schema.ts";

/** A value as a person writes it in a line. */
export const scalarText = (value: Json | undefined): string =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** What a written line stands for in a field of this type; undefined for an empty line, or why it can't be. */
export function parseScalar(
  text: string,
  type: FieldType | undefined,
): { value: Json | undefined } | { problem: string } {
  const line = text.trim();
  if (line === "") return { value: undefined };
  switch (type) {
    case "number":
    case "integer": {
      const value = Number(line);
      if (!Number.isFinite(value)) return { problem: `Expected a number, got “${line}”.` };
      if (type === "integer" && !Number.isInteger(value))
        return { problem: `Expected a whole number, got “${line}”.` };
      return { value };
    }
    case "boolean":
      if (line !== "true" && line !== "false") return { problem: `Expected true or false, got “${line}”.` };
      return { value: line === "true" };
    default:
      return { value: text };
  }
}

/** One value for each line. */
export function parseLines(
  text: string,
  type: FieldType | undefined,
): { values: Json[] } | { problem: string } {
  const values: Json[] = [];
  for (const line of text.split("\n")) {
    const parsed = parseScalar(line.trim(), type);
    if ("problem" in parsed) return parsed;
    if (parsed.value !== undefined) values.push(parsed.value);
  }
  return { values };
}
