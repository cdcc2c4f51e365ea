import type { Json } from "../json.ts";
import type { Budget } from "./budget.ts";
import { CelFailure } from "./failure.ts";
import { base64 } from "./functions.ts";
import { durationText, timestampText } from "./time.ts";
import { Bytes, type CelValue, Duration, isObject, Optional, Special, Timestamp, TypeName } from "./value.ts";

const MAX_DEPTH = 64;

/**
 * A value as JSON. Data of the scope is returned as it is. What the expression has made (`made`) is copied and
 * counted as often as it occurs in the result, so that no small expression makes an endless result.
 */
export function toJson(value: CelValue, made: ReadonlySet<object>, budget: Budget): Json {
  if (typeof value === "object" && value !== null && !(value instanceof Special) && !made.has(value))
    // Whatever the expression has not made is JSON of the scope.
    return value as Json;
  return copied(value, made, budget, 0);
}

function copied(value: CelValue, made: ReadonlySet<object>, budget: Budget, depth: number): Json {
  budget.spend(1, 0);
  if (typeof value === "string") {
    budget.spendText(value.length, 0);
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Special) return special(value, made, budget, depth);
  if (!made.has(value)) {
    // As above.
    const data = value as Json;
    const { steps, depth: inner } = sizeOf(data);
    budget.spend(steps, 0);
    if (depth + inner > MAX_DEPTH) throw new CelFailure({ kind: "too-deep", most: MAX_DEPTH }, 0);
    return data;
  }
  if (depth >= MAX_DEPTH) throw new CelFailure({ kind: "too-deep", most: MAX_DEPTH }, 0);
  if (Array.isArray(value)) return value.map((item) => copied(item, made, budget, depth + 1));
  if (!isObject(value)) return null;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      budget.spendText(key.length, 0);
      return [key, copied(item, made, budget, depth + 1)];
    }),
  );
}

function special(value: Special, made: ReadonlySet<object>, budget: Budget, depth: number): Json {
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof TypeName) return value.of;
  if (value instanceof Bytes) {
    budget.spendText(2 * value.bytes.length, 0);
    return base64(value);
  }
  if (value instanceof Optional)
    return value.value === undefined ? null : copied(value.value, made, budget, depth);
  return null;
}

type Size = { steps: number; depth: number };
const sizes = new WeakMap<object, Size>();

/** The steps that writing out a JSON value costs, and its depth. */
export function sizeOf(value: Json): Size {
  if (typeof value === "string") return { steps: 1 + Math.ceil(value.length / 32), depth: 0 };
  if (typeof value !== "object" || value === null) return { steps: 1, depth: 0 };
  const known = sizes.get(value);
  if (known) return known;
  const size = { steps: 1, depth: 0 };
  const add = (item: Json) => {
    const inner = sizeOf(item);
    size.steps += inner.steps;
    size.depth = Math.max(size.depth, inner.depth + 1);
  };
  if (Array.isArray(value)) value.forEach(add);
  else
    for (const [key, item] of Object.entries(value)) {
      size.steps += Math.ceil(key.length / 32);
      add(item);
    }
  sizes.set(value, size);
  return size;
}
