import type { ASTNode } from "@marcbachmann/cel-js";
import { Budget } from "./cel/budget.ts";
import { misfits, type RootTypes, resultKind } from "./cel/check.ts";
import { CelFailure, told } from "./cel/failure.ts";
import { Interpreter } from "./cel/interpret.ts";
import type { Misfit } from "./cel/misfit.ts";
import { parse } from "./cel/parse.ts";
import { sizeOf, toJson } from "./cel/result.ts";
import { anything } from "./cel/static-type.ts";
import type { Kind } from "./cel/value.ts";
import type { Json, JsonObject } from "./json.ts";
import type { PathRead } from "./path-reads.ts";

type Failed = { ok: false; message: string; at: number | null };

/** An expression's result, or where and why it has none (`at`: 0-based character). */
export type Evaluated = { ok: true; value: Json; reads: string[] } | Failed;

/**
 * Checks the syntax, the functions and the kinds of values that are known without data. Returns null when the
 * expression can be evaluated, otherwise what is wrong and where (0-based character).
 */
export function checkExpression(source: string): { message: string; at: number | null } | null {
  const found = parse(source);
  if (!found.ok) return { message: found.message, at: found.at };
  const misfit = misfits(found.ast, () => anything, null).find(({ sure }) => sure);
  return misfit ? { message: misfit.message, at: misfit.at } : null;
}

/**
 * What in an expression can't work with data of these shapes, in reading order; empty when it can't be parsed.
 * `wants` is the kind that its value must have.
 */
export function expressionMisfits(source: string, roots: RootTypes, wants: Kind | null = null): Misfit[] {
  const found = parse(source);
  return found.ok ? misfits(found.ast, roots, wants) : [];
}

/**
 * Evaluates a CEL expression over `scope`; `reads` are the paths that it names, such as `results.decision.action`.
 * Its steps are counted in `budget`, and it fails when they are used up: at the same point for equal input, in
 * browser and server. Expressions that belong to one piece of work, such as those of one text, share a budget. The
 * value may share structure with the scope.
 */
export function evaluate(source: string, scope: JsonObject, budget = new Budget()): Evaluated {
  return attempt(source, (ast, reads) => ({
    ok: true,
    value: jsonOf({ source, ast, scope, budget }),
    reads,
  }));
}

/** Evaluates a CEL expression to the text that replaces it in a template; null becomes an empty text. */
export function evaluateText(
  source: string,
  scope: JsonObject,
  budget: Budget,
): { ok: true; text: string; reads: string[] } | Failed {
  return attempt(source, (ast, reads) => {
    const value = jsonOf({ source, ast, scope, budget });
    budget.spend(sizeOf(value).steps, 0);
    const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value, null, 2);
    return { ok: true, text, reads };
  });
}

function jsonOf({
  source,
  ast,
  scope,
  budget,
}: {
  source: string;
  ast: ASTNode;
  scope: JsonObject;
  budget: Budget;
}) {
  const interpreter = new Interpreter(source, scope, budget);
  return toJson(interpreter.run(ast, null), interpreter.made, budget);
}

function attempt<T>(source: string, make: (ast: ASTNode, reads: string[]) => T): T | Failed {
  const found = parse(source);
  if (!found.ok) return { ok: false, message: found.message, at: found.at };
  try {
    return make(found.ast, [...found.paths]);
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error;
    return { ok: false, message: told(error.reason), at: error.at };
  }
}

/** The paths an expression reads (`["results.decision.action"]`), each once; empty when it can't be parsed. */
export function pathsRead(source: string): string[] {
  const found = parse(source);
  return found.ok ? [...found.paths] : [];
}

/** What an expression reads from outside, with positions; empty when it can't be parsed. */
export function readsIn(source: string): readonly PathRead[] {
  const found = parse(source);
  return found.ok ? found.reads : [];
}

/** The kind of an expression's value, as far as the expression alone tells; null otherwise. */
export function expressionKind(source: string): Kind | null {
  const found = parse(source);
  const kind = found.ok ? resultKind(found.ast, () => anything) : "any";
  return kind === "any" ? null : kind;
}
