import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Json, JsonObject } from "./json.ts";
import { type Reference, referencePath, referencesOf } from "./references.ts";

/** The longest expression, characters. */
export const MAX_EXPRESSION_LENGTH = 2_000;

/** An expression's result, or where and why it has none (`at`: 0-based character). */
export type Evaluated =
  | { ok: true; value: Json; reads: string[] }
  | { ok: false; message: string; at: number | null };

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 16 },
})
  .registerOperator("int * double", (a: bigint, b: number) => Number(a) * b)
  .registerOperator("double * int", (a: number, b: bigint) => a * Number(b))
  .registerOperator("int + double", (a: bigint, b: number) => Number(a) + b)
  .registerOperator("double + int", (a: number, b: bigint) => a + Number(b))
  .registerOperator("int - double", (a: bigint, b: number) => Number(a) - b)
  .registerOperator("double - int", (a: number, b: bigint) => a - Number(b))
  .registerOperator("int / double", (a: bigint, b: number) => Number(a) / b)
  .registerOperator("double / int", (a: number, b: bigint) => a / Number(b));

type Parsed = {
  run: (scope: Record<string, unknown>) => unknown;
  check: () => { error?: unknown };
  ast: ASTNode;
};
const parsed = new Map<string, Parsed>();

function parse(source: string): Parsed {
  const known = parsed.get(source);
  if (known) return known;
  if (source.length > MAX_EXPRESSION_LENGTH)
    throw new Error(`expected at most ${MAX_EXPRESSION_LENGTH} characters, got ${source.length}`);
  const run = environment.parse(source);
  refuseRegularExpressions(run.ast);
  const fresh = { run, check: () => run.check(), ast: run.ast };
  if (parsed.size > 2_000) parsed.clear();
  parsed.set(source, fresh);
  return fresh;
}

/** A regular expression of a document's author could keep a runner busy for ever, so there are none. */
function refuseRegularExpressions(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) refuseRegularExpressions(item);
    return;
  }
  if (typeof node !== "object" || node === null || !("op" in node) || !("args" in node)) return;
  const { op, args } = node;
  if (op === "rcall" && Array.isArray(args) && args[0] === "matches") {
    const start = "start" in node ? node.start : null;
    throw Object.assign(
      new Error("matches() is not available; use contains(), startsWith() or endsWith() instead"),
      { range: { start } },
    );
  }
  refuseRegularExpressions(args);
}

function problem(error: unknown): { ok: false; message: string; at: number | null } {
  const summary =
    error instanceof Error ? ("summary" in error ? String(error.summary) : error.message) : String(error);
  const range = error instanceof Error && "range" in error ? error.range : undefined;
  const at =
    typeof range === "object" && range !== null && "start" in range && typeof range.start === "number"
      ? range.start
      : null;
  return { ok: false, message: summary.split("\n")[0] ?? "unreadable expression", at };
}

/**
 * Checks syntax, functions and the types that are known without values: null when the expression can be evaluated,
 * else what is wrong and where.
 */
export function checkExpression(source: string): { message: string; at: number | null } | null {
  try {
    const { error } = parse(source).check();
    return error ? problem(error) : null;
  } catch (error) {
    return problem(error);
  }
}

/** Whole numbers become CEL ints, so that `n + 1` has an overload. */
function toCel(value: Json): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
  return value;
}

function fromCel(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), fromCel(item)]));
  if (typeof value === "object" && value !== null) {
    if ("hasValue" in value && typeof value.hasValue === "function")
      return value.hasValue() && "value" in value && typeof value.value === "function"
        ? fromCel(value.value())
        : null;
    if ("value" in value && typeof value.value === "bigint") return Number(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromCel(item)]));
  }
  return null;
}

/** Evaluates a CEL expression over `scope`; `reads` are the paths that it names, such as `results.decision.action`. */
export function evaluate(source: string, scope: JsonObject): Evaluated {
  try {
    const { run, ast } = parse(source);
    const value = run(Object.fromEntries(Object.entries(scope).map(([name, item]) => [name, toCel(item)])));
    return { ok: true, value: fromCel(value), reads: pathsOf(ast) };
  } catch (error) {
    return problem(error);
  }
}

/** The paths an expression reads (`["results.decision.action"]`), each once; empty when it can't be parsed. */
export function pathsRead(source: string): string[] {
  return [...new Set(references(source).map(referencePath))];
}

/** What an expression reads from outside, with positions; empty when it can't be parsed. */
export function references(source: string): Reference[] {
  try {
    return referencesOf(parse(source).ast);
  } catch {
    return [];
  }
}

function pathsOf(ast: ASTNode): string[] {
  return [...new Set(referencesOf(ast).map(referencePath))];
}
