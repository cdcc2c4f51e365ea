import type { ASTNode } from "@marcbachmann/cel-js";
import { CelFailure } from "./failure.ts";
import { type CelObject, type CelValue, isObject, kindOf, Optional } from "./value.ts";

type AccessNode = Extract<ASTNode, { op: "." | ".?" | "[]" | "[?]" }>;

/**
 * Reads a field or an item of `holder` by `.name`, `[key]` or their optional forms; throws a `CelFailure` where it
 * does not exist.
 */
export function access(node: AccessNode, holder: CelValue, key: CelValue): CelValue {
  const optional = node.op === ".?" || node.op === "[?]" || holder instanceof Optional;
  const value = holder instanceof Optional ? holder.value : holder;
  if (value === undefined) return new Optional(undefined);
  const found = Array.isArray(value) ? item(value, key) : isObject(value) ? field(value, key) : undefined;
  if (found !== undefined) return optional ? new Optional(found) : found;
  if (optional && (isObject(value) || Array.isArray(value) || value === null)) return new Optional(undefined);
  throw notThere(node, value, key);
}

function notThere(node: AccessNode, holder: CelValue, key: CelValue): CelFailure {
  const [holderNode] = node.args;
  const of = holderNode.input.slice(holderNode.start, holderNode.end);
  const at = node.op === "." || node.op === ".?" ? node.end - String(key).length : node.start;
  if (isObject(holder) && typeof key === "string")
    return new CelFailure({ kind: "no-field", name: key, of, there: () => Object.keys(holder) }, at);
  if (Array.isArray(holder) && typeof key === "number" && Number.isInteger(key))
    return new CelFailure({ kind: "no-item", index: key, of, size: holder.length }, at);
  return typeof key === "string"
    ? new CelFailure({ kind: "no-fields-in", name: key, of, holder: kindOf(holder) }, at)
    : new CelFailure({ kind: "bad-index", of, holder: kindOf(holder), index: kindOf(key) }, at);
}

function item(list: readonly CelValue[], key: CelValue): CelValue | undefined {
  return typeof key === "number" && Number.isInteger(key) && key >= 0 ? list[key] : undefined;
}

function field(object: CelObject, key: CelValue): CelValue | undefined {
  if (typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean") return undefined;
  const name = String(key);
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
