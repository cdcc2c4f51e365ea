import type { Json, JsonObject } from "../../../graph/json.ts";
import type { PlanField } from "../../../plan/plan.ts";
import { referenceValue } from "./expressions/reference-value.ts";

/** The context object, or the code of what is missing. */
export function filled(
  fields: PlanField[],
  written: JsonObject,
  scope: JsonObject,
  references: Map<string, Json>,
): JsonObject | string {
  const context: JsonObject = {};
  for (const { name, fill, required } of fields) {
    if (fill.by === "path") {
      const value = referenceValue(fill.path, scope);
      if (value.ok) context[name] = value.value;
      else if (required) return "context-missing";
      continue;
    }
    const given = written[name];
    if (fill.by === "model") {
      if (given !== undefined) context[name] = given;
    } else if (typeof given === "string" && references.has(given))
      context[name] = references.get(given) ?? null;
    else if (given !== undefined || required) return "unknown-reference";
  }
  return context;
}
