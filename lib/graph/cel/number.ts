import { CelFailure } from "./failure.ts";

/**
 * Arithmetic with a single type of number, a double, so that `/` never depends on whether the data happens to be
 * whole. Integers are exact up to 2^53 - 1; a calculation that would leave this range fails instead of rounding.
 */
export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/** Calculates; fails outside the exact range and on a division by zero. */
export function calculate(operator: Arithmetic, a: number, b: number, at: number): number {
  exact(a, at);
  exact(b, at);
  if (b === 0 && (operator === "/" || operator === "%"))
    throw new CelFailure({ kind: "by-zero", operator }, at);
  return exact(apply(operator, a, b), at, "the result");
}

function apply(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

/** Returns the number; fails beyond ±(2^53 - 1), where calculating would no longer be exact. */
export function exact(value: number, at: number, what = shown(value)): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new CelFailure({ kind: "inexact", what }, at);
}

/** -1, 0 or 1. Fails for two numbers outside the exact range that look equal, because they may not be. */
export function compareNumbers(a: number, b: number, at: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  exact(a, at);
  return 0;
}

const shown = (value: number) => (Number.isFinite(value) ? String(value) : "the number");
