import type { Budget } from "./budget.ts";
import { compareNumbers } from "./number.ts";
import {
  Bytes,
  type CelValue,
  Duration,
  isObject,
  kindOf,
  Optional,
  Special,
  Timestamp,
  TypeName,
} from "./value.ts";

/**
 * Whether two values are equal, lists and objects by content; values of different kinds never are. Counts a step
 * for every pair compared.
 */
export function equal(a: CelValue, b: CelValue, budget: Budget, at: number): boolean {
  budget.spend(1, at);
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b, at) === 0;
  if (typeof a === "string" && typeof b === "string") {
    if (a.length !== b.length) return false;
    budget.spendText(a.length, at);
    return a === b;
  }
  if (a instanceof Special || b instanceof Special) return equalSpecial(a, b, budget, at);
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null, budget, at));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  budget.spend(keys.length, at);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, b[key] ?? null, budget, at));
}

function equalSpecial(a: CelValue, b: CelValue, budget: Budget, at: number): boolean {
  if (a instanceof Timestamp && b instanceof Timestamp) return a.ms === b.ms;
  if (a instanceof Duration && b instanceof Duration) return a.nanos === b.nanos;
  if (a instanceof TypeName && b instanceof TypeName) return a.of === b.of;
  if (a instanceof Bytes && b instanceof Bytes) {
    budget.spendText(a.bytes.length, at);
    return a.bytes.length === b.bytes.length && a.bytes.every((byte, index) => byte === b.bytes[index]);
  }
  if (a instanceof Optional && b instanceof Optional) {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return equal(a.value, b.value, budget, at);
  }
  return false;
}

/** Negative, 0 or positive for two values of one kind that has an order; null for others. */
export function compare(a: CelValue, b: CelValue, budget: Budget, at: number): number | null {
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b, at);
  if (typeof a === "string" && typeof b === "string") {
    budget.spendText(Math.min(a.length, b.length), at);
    return order(a, b);
  }
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.ms, b.ms);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos);
  return null;
}

const order = <T extends string | number | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a list contains an equal item, or an object this key. */
export function isIn(item: CelValue, within: CelValue, budget: Budget, at: number): boolean | null {
  if (Array.isArray(within)) return within.some((one) => equal(item, one, budget, at));
  if (!isObject(within)) return null;
  const kind = kindOf(item);
  return (kind === "text" || kind === "number" || kind === "bool") && Object.hasOwn(within, String(item));
}
