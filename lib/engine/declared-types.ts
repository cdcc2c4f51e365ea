import type { Json, JsonObject } from "../graph/json.ts";
import { suits, typeOfValue, typeWords } from "../graph/value-type.ts";
import type { PlanField } from "../plan/plan.ts";

/** A context whose values have the types that its fields declare; `converted` names those that had to become text. */
export type Declared = { ok: true; json: JsonObject; converted: string[] } | { ok: false; message: string };

/**
 * Checks a filled context against the types of its fields. Any value may be handed over in a text field, as JSON,
 * and is then listed in `converted`; every other mismatch is refused. Missing values and null never mismatch.
 */
export function asDeclared(fields: readonly PlanField[], json: JsonObject): Declared {
  const handed: JsonObject = { ...json };
  const converted: string[] = [];
  for (const { name, schema } of fields) {
    const value: Json = json[name] ?? null;
    const got = typeOfValue(value);
    const wanted = schema.type;
    if (got === null || wanted === undefined || suits(wanted, got)) continue;
    if (wanted !== "string")
      return {
        ok: false,
        message: `${name}: expected ${typeWords(wanted)}, got ${typeWords(got)} (${cut(JSON.stringify(value))}). Change the field's type, or what it is filled from.`,
      };
    handed[name] = JSON.stringify(value);
    converted.push(name);
  }
  return { ok: true, json: handed, converted };
}

function cut(text: string): string {
  const characters = [...text.slice(0, 200)];
  return characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : text;
}
