import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Json, JsonObject } from "./json.ts";

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

type Parsed = { run: (scope: Record<string, unknown>) => unknown; ast: ASTNode };
const parsed = new Map<string, Parsed>();

function parse(source: string): Parsed {
  const known = parsed.get(source);
  if (known) return known;
  if (source.length > MAX_EXPRESSION_LENGTH)
    throw new Error(`expected at most ${MAX_EXPRESSION_LENGTH} characters, got ${source.length}`);
  const run = environment.parse(source);
  const fresh = { run, ast: run.ast };
  if (parsed.size > 2_000) parsed.clear();
  parsed.set(source, fresh);
  return fresh;
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

/** Checks the syntax: null when the expression can be read, else what is wrong and where. */
export function checkExpression(source: string): { message: string; at: number | null } | null {
  try {
    parse(source);
    return null;
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
  try {
    return pathsOf(parse(source).ast);
  } catch {
    return [];
  }
}

function pathsOf(ast: ASTNode): string[] {
  const paths = new Set<string>();
  const own = (node: ASTNode): string | null => {
    if (node.op === "id") return node.args;
    if (node.op === "." || node.op === ".?") {
      const [of, name] = node.args;
      const path = own(of);
      // `.?` may hold its name as a node; only plain names make a path.
      return path === null || typeof name !== "string" ? null : `${path}.${name}`;
    }
    return null;
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    if (typeof node !== "object" || node === null || !("op" in node)) return;
    // Everything with an `op` inside an AST is an AST node.
    const ast = node as ASTNode;
    const path = own(ast);
    if (path !== null) paths.add(path);
    else visit(ast.args);
  };
  visit(ast);
  return [...paths];
}
