import { isJsonObject, type Json, type JsonObject } from "../../../../graph/json.ts";
import { NotRead, parseExpression, type Tree } from "./parse-expression.ts";

/** The value of an expression, or that it has none. */
export type Found = { ok: true; value: Json } | { ok: false };

/** Evaluates an expression over a scope, by code of its own; see `parseExpression` for what it knows of CEL. */
export function referenceValue(source: string, scope: JsonObject): Found {
  try {
    return { ok: true, value: evaluated(parseExpression(source), scope) };
  } catch (error) {
    if (error instanceof NoValue || error instanceof NotRead) return { ok: false };
    throw error;
  }
}

/** The paths from names that an expression doesn't declare itself, such as `["results", "agent_1"]`. */
export function readsOf(source: string): string[][] {
  const reads: string[][] = [];
  read(parseExpression(source), [], reads);
  return reads;
}

class NoValue extends Error {}

function evaluated(tree: Tree, scope: JsonObject): Json {
  switch (tree.kind) {
    case "literal":
      if (typeof tree.value === "number") return exact(tree.value);
      return tree.value;
    case "name":
      return field(scope, tree.name);
    case "item":
      return item(evaluated(tree.of, scope), evaluated(tree.key, scope));
    case "not":
      return !truth(tree.of, scope);
    case "minus":
      return -exact(number(evaluated(tree.of, scope)));
    case "binary":
      return tree.operator === "||" || tree.operator === "&&"
        ? either([tree.left, tree.right], tree.operator === "||", (side) => truth(side, scope))
        : operated(tree.operator, evaluated(tree.left, scope), evaluated(tree.right, scope));
    case "choice":
      return evaluated(truth(tree.condition, scope) ? tree.yes : tree.no, scope);
    case "size":
      return size(evaluated(tree.of, scope));
    case "has": {
      const of = evaluated(tree.of, scope);
      return isJsonObject(of) && Object.hasOwn(of, tree.name);
    }
    case "each":
      return each(tree, scope);
    case "list":
      return tree.items.map((one) => evaluated(one, scope));
    case "object":
      return Object.fromEntries(
        tree.entries.map(([key, value]) => [keyText(evaluated(key, scope)), evaluated(value, scope)]),
      );
  }
}

function each({ macro, of, variable, body }: Extract<Tree, { kind: "each" }>, scope: JsonObject): Json {
  const over = evaluated(of, scope);
  const items = isJsonObject(over) ? Object.keys(over) : over;
  if (!Array.isArray(items)) throw new NoValue();
  const inside = (one: Json) => ({ ...scope, [variable]: one });
  const holds = (one: Json) => truth(body, inside(one));
  switch (macro) {
    case "map":
      return items.map((one) => evaluated(body, inside(one)));
    case "filter":
      return items.filter(holds);
    case "exists":
    case "all":
      return either(items, macro === "exists", holds);
  }
}

/** One that decides is enough, even where others have no value. */
function either<T>(all: readonly T[], decides: boolean, holds: (one: T) => boolean): boolean {
  let without = false;
  for (const one of all)
    try {
      if (holds(one) === decides) return decides;
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      without = true;
    }
  if (without) throw new NoValue();
  return !decides;
}

function truth(tree: Tree, scope: JsonObject): boolean {
  const value = evaluated(tree, scope);
  if (typeof value !== "boolean") throw new NoValue();
  return value;
}

function operated(operator: string, left: Json, right: Json): Json {
  switch (operator) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "in":
      if (Array.isArray(right)) return right.some((one) => same(left, one));
      if (!isJsonObject(right)) throw new NoValue();
      return left !== null && typeof left !== "object" && Object.hasOwn(right, String(left));
    case "<":
      return order(left, right) < 0;
    case "<=":
      return order(left, right) <= 0;
    case ">":
      return order(left, right) > 0;
    case ">=":
      return order(left, right) >= 0;
    case "+":
      if (typeof left === "string" && typeof right === "string") return left + right;
      if (Array.isArray(left) && Array.isArray(right)) return left.concat(right);
      return exact(exact(number(left)) + exact(number(right)));
    case "-":
      return exact(exact(number(left)) - exact(number(right)));
    case "*":
      return exact(exact(number(left)) * exact(number(right)));
  }
  const by = exact(number(right));
  const whole = exact(number(left));
  if (by === 0) throw new NoValue();
  return exact(operator === "/" ? whole / by : whole % by);
}

function order(left: Json, right: Json): number {
  if (typeof left === "number" && typeof right === "number")
    return left === right ? exact(left) - right : left < right ? -1 : 1;
  if (typeof left === "string" && typeof right === "string")
    return left === right ? 0 : left < right ? -1 : 1;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  throw new NoValue();
}

function same(left: Json, right: Json): boolean {
  if (typeof left === "number" && typeof right === "number") return left === right && exact(left) === right;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((one, at) => same(one, right[at] ?? null));
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && same(left[name] ?? null, right[name] ?? null));
}

function item(of: Json, key: Json): Json {
  if (Array.isArray(of)) {
    const found = typeof key === "number" && Number.isInteger(key) ? of[key] : undefined;
    if (found === undefined) throw new NoValue();
    return found;
  }
  if (!isJsonObject(of)) throw new NoValue();
  return field(of, keyText(key));
}

function field(of: JsonObject, name: string): Json {
  const found = Object.hasOwn(of, name) ? of[name] : undefined;
  if (found === undefined) throw new NoValue();
  return found;
}

function keyText(key: Json): string {
  if (key === null || typeof key === "object") throw new NoValue();
  return String(key);
}

function size(of: Json): number {
  if (typeof of === "string") return [...of].length;
  if (Array.isArray(of)) return of.length;
  if (isJsonObject(of)) return Object.keys(of).length;
  throw new NoValue();
}

function number(value: Json): number {
  if (typeof value !== "number") throw new NoValue();
  return value;
}

/** Whole numbers are exact up to here; beyond, CEL as Tutti reads it has no value. */
function exact(value: number): number {
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw new NoValue();
  return value;
}

function read(tree: Tree, own: readonly string[], reads: string[][]) {
  const path = pathOf(tree);
  if (path) {
    if (!own.includes(path[0] ?? "")) reads.push(path);
    return;
  }
  switch (tree.kind) {
    case "literal":
    case "name":
      return;
    case "item":
      read(tree.of, own, reads);
      read(tree.key, own, reads);
      return;
    case "not":
    case "minus":
    case "size":
      read(tree.of, own, reads);
      return;
    case "has":
      read({ kind: "item", of: tree.of, key: { kind: "literal", value: tree.name } }, own, reads);
      return;
    case "binary":
      read(tree.left, own, reads);
      read(tree.right, own, reads);
      return;
    case "choice":
      for (const one of [tree.condition, tree.yes, tree.no]) read(one, own, reads);
      return;
    case "each":
      read(tree.of, own, reads);
      read(tree.body, [...own, tree.variable], reads);
      return;
    case "list":
      for (const one of tree.items) read(one, own, reads);
      return;
    case "object":
      for (const one of tree.entries.flat()) read(one, own, reads);
  }
}

/** The names of `a.b["c"]`; null for what is no path. */
function pathOf(tree: Tree): string[] | null {
  if (tree.kind === "name") return [tree.name];
  if (tree.kind !== "item" || tree.key.kind !== "literal" || typeof tree.key.value !== "string") return null;
  const of = pathOf(tree.of);
  return of && [...of, tree.key.value];
}
