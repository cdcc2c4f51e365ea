import type { Budget } from "./budget.ts";
import { compare, equal, isIn } from "./equal.ts";
import { CelFailure } from "./failure.ts";
import { calculate, exact } from "./number.ts";
import { between, duration, later } from "./time.ts";
import { Bytes, type CelValue, Duration, type Kind, kindOf, Timestamp } from "./value.ts";

export type Binary = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";

/**
 * The context of an operation: the budget it is counted in, its place in the source, and how it marks a list as
 * made.
 */
export type Work = { budget: Budget; at: number; made: (list: CelValue[]) => CelValue[] };

const ORDERED: readonly Kind[] = ["number", "text", "bool", "timestamp", "duration"];

/** The kind of an operator's result for operands of these kinds, or null when it can't take them. */
export function operatorGives(operator: Binary, a: Kind, b: Kind): Kind | null {
  switch (operator) {
    case "==":
    case "!=":
      return "bool";
    case "<":
    case "<=":
    case ">":
    case ">=":
      return a === b && ORDERED.includes(a) ? "bool" : null;
    case "in":
      return b === "list" || b === "object" ? "bool" : null;
    case "+":
      if (a === b && ["number", "text", "list", "bytes", "duration"].includes(a)) return a;
      if (a === "timestamp" && b === "duration") return a;
      return a === "duration" && b === "timestamp" ? b : null;
    case "-":
      if (a === b && a === "timestamp") return "duration";
      if (a === b && (a === "number" || a === "duration")) return a;
      return a === "timestamp" && b === "duration" ? a : null;
    case "*":
    case "/":
    case "%":
      return a === "number" && b === "number" ? "number" : null;
  }
}

/** Applies an operator to two operands. */
export function operate(operator: Binary, a: CelValue, b: CelValue, work: Work): CelValue {
  const { budget, at } = work;
  const misfit = () => new CelFailure({ kind: "operands", operator, kinds: [kindOf(a), kindOf(b)] }, at);
  switch (operator) {
    case "==":
      return equal(a, b, budget, at);
    case "!=":
      return !equal(a, b, budget, at);
    case "in": {
      const found = isIn(a, b, budget, at);
      if (found === null) throw misfit();
      return found;
    }
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const order = compare(a, b, budget, at);
      if (order === null) throw misfit();
      if (operator === "<") return order < 0;
      if (operator === "<=") return order <= 0;
      return operator === ">" ? order > 0 : order >= 0;
    }
    case "+":
    case "-": {
      if (typeof a === "number" && typeof b === "number") return calculate(operator, a, b, at);
      const result = operator === "+" ? add(a, b, work) : subtract(a, b, at);
      if (result === null) throw misfit();
      return result;
    }
    case "*":
    case "/":
    case "%":
      if (typeof a !== "number" || typeof b !== "number") throw misfit();
      return calculate(operator, a, b, at);
  }
}

function add(a: CelValue, b: CelValue, { budget, at, made }: Work): CelValue | null {
  if (typeof a === "string" && typeof b === "string") {
    budget.spendText(a.length + b.length, at);
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    budget.spend(a.length + b.length, at);
    return made([...a, ...b]);
  }
  if (a instanceof Bytes && b instanceof Bytes) {
    budget.spendText(a.bytes.length + b.bytes.length, at);
    const joined = new Uint8Array(a.bytes.length + b.bytes.length);
    joined.set(a.bytes);
    joined.set(b.bytes, a.bytes.length);
    return new Bytes(joined);
  }
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos + b.nanos, at);
  if (a instanceof Timestamp && b instanceof Duration) return later(a, b, at);
  if (a instanceof Duration && b instanceof Timestamp) return later(b, a, at);
  return null;
}

function subtract(a: CelValue, b: CelValue, at: number): CelValue | null {
  if (a instanceof Timestamp && b instanceof Timestamp) return between(b, a, at);
  if (a instanceof Timestamp && b instanceof Duration) return later(a, new Duration(-b.nanos), at);
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos - b.nanos, at);
  return null;
}

/** `-x`. */
export function negate(value: CelValue, at: number): CelValue {
  if (typeof value === "number") return -exact(value, at);
  if (value instanceof Duration) return new Duration(-value.nanos);
  throw new CelFailure({ kind: "operands", operator: "-_", kinds: [kindOf(value)] }, at);
}
