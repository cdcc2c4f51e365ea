import { Budget } from "../graph/cel/budget.ts";
import { evaluate } from "../graph/cel.ts";
import type { Json, JsonObject } from "../graph/json.ts";
import type { ObjectSchema } from "../graph/json-schema.ts";
import { misfit } from "../graph/schema-check.ts";
import { typeWords } from "../graph/value-type.ts";
import type { PlanField, PlanStep } from "../plan/plan.ts";
import { asDeclared } from "./declared-types.ts";

/** What fields were filled with, or why one of them could not be. `reads`: the paths that were read. */
export type Filled =
  | { ok: true; json: JsonObject; reads: string[]; converted?: string[] }
  | { ok: false; code: string; message: string };

/** The expressions that fill fields. */
export const paths = (fields: PlanField[]): string[] =>
  fields.flatMap((field) => (field.fill.by === "path" ? [field.fill.path] : []));

/** Sources for fields: what the model wrote, what expressions see, and earlier results by their reference. */
type Given = { written: JsonObject; scope: JsonObject; references: ReadonlyMap<string, Json> };

/** Fills fields, each by what it says. */
export function fill(fields: PlanField[], { written, scope, references }: Given): Filled {
  const json: JsonObject = {};
  const reads: string[] = [];
  const budget = new Budget();
  for (const field of fields) {
    switch (field.fill.by) {
      case "model": {
        const value = written[field.name];
        if (value !== undefined) json[field.name] = value;
        break;
      }
      case "reference": {
        const reference = written[field.name];
        const value = typeof reference === "string" ? references.get(reference) : undefined;
        if (value !== undefined) json[field.name] = value;
        else if (reference !== undefined || field.required)
          return {
            ok: false,
            code: "unknown-reference",
            message: `${field.name}: expected the reference of an earlier result, got ${JSON.stringify(reference ?? null)}.`,
          };
        break;
      }
      case "path": {
        const result = evaluate(field.fill.path, scope, budget);
        if (result.ok) {
          json[field.name] = result.value;
          reads.push(...result.reads);
        } else if (field.required)
          return {
            ok: false,
            code: "context-missing",
            message: `${field.name}: expected a value at ${field.fill.path}, got none (${result.message}). The step that gives it has not come back, or gives no such field.`,
          };
        break;
      }
    }
  }
  return { ok: true, json, reads: [...new Set(reads)] };
}

/** Checks that the filled values fit what the receiving step declares. */
export function checked(step: PlanStep, fields: PlanField[], filled: Filled): Filled {
  if (!filled.ok) return filled;
  if (step.kind !== "tool" && step.kind !== "workflow") {
    const declared = asDeclared(fields, filled.json);
    return declared.ok ? { ...filled, ...declared } : { ...declared, code: "wrong-type" };
  }
  const { parameters } = step;
  const missing = parameters.required.filter((name) => filled.json[name] === undefined);
  const wrong = missing.length > 0 ? null : misfit(parameters, filled.json);
  if (missing.length === 0 && wrong === null) return filled;
  const message =
    wrong === null
      ? `"${step.name}" needs ${needs(parameters, missing)}, and nothing was handed over.`
      : `"${step.name}" can't be used with these arguments: ${wrong}.`;
  return { ok: false, code: "wrong-arguments", message };
}

/** Parameters by name, each with what it is. */
const needs = ({ properties }: ObjectSchema, names: readonly string[]) =>
  names
    .map((name) => {
      const type = properties[name]?.type;
      return type === undefined ? name : `${name} (${typeWords(type)})`;
    })
    .join(" and ");
