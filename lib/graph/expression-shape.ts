import { expressionKind, readsIn } from "./cel.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { PathRead } from "./path-reads.ts";
import type { ResultInScope } from "./result-in-scope.ts";
import type { Scope } from "./scope.ts";

const UNKNOWN: JsonSchema = {};

/**
 * The shape of an expression's value, as far as its scope and the expression itself tell; without `type` it is
 * unknown.
 */
export function expressionShape(source: string, scope: Scope): JsonSchema {
  const path = source.trim();
  const [read, ...others] = readsIn(path);
  if (read && others.length === 0 && read.start === 0 && read.end === path.length)
    return shapeAt(read, scope);
  return shapeOfKind(expressionKind(path));
}

function shapeAt({ root, steps }: PathRead, { roots, results, rounds }: Scope): JsonSchema {
  const [first, ...rest] = steps;
  if (root !== "results" && root !== "rounds") return within(roots.get(root) ?? UNKNOWN, steps);
  if (!first || "item" in first) return UNKNOWN;
  if (root === "rounds") return within(rounds?.get(first.name)?.shape ?? UNKNOWN, rest);
  const result = results?.get(first.name);
  return result ? resultAt(result, rest) : UNKNOWN;
}

function resultAt(result: ResultInScope, steps: PathRead["steps"]): JsonSchema {
  const [first, ...rest] = steps;
  const inner = first && "name" in first ? result.inner?.get(first.name) : undefined;
  return inner ? resultAt(inner, rest) : within(result.shape, steps);
}

function within(shape: JsonSchema, steps: PathRead["steps"]): JsonSchema {
  let at = shape;
  for (const step of steps) {
    const next =
      "item" in step
        ? at.items
        : Object.hasOwn(at.properties ?? {}, step.name)
          ? at.properties?.[step.name]
          : undefined;
    if (!next) return UNKNOWN;
    at = next;
  }
  return at;
}

function shapeOfKind(kind: ReturnType<typeof expressionKind>): JsonSchema {
  switch (kind) {
    case "list":
      return { type: "array" };
    case "object":
      return { type: "object" };
    case "text":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "number":
      return { type: "number" };
    default:
      return UNKNOWN;
  }
}
