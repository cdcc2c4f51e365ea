import type { ASTNode } from "@marcbachmann/cel-js";
import { CelFailure } from "./failure.ts";
import { Bytes, type CelValue } from "./value.ts";

type Literal = Extract<ASTNode, { op: "value" }>["args"];

/** The value that a literal of the source stands for; all numbers are of one type. */
export function literal(value: Literal, at: number): CelValue {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (typeof value === "bigint") return whole(value, at);
  // The only remaining case is an unsigned integer, `1u`.
  return value instanceof Uint8Array ? new Bytes(value) : whole(value.value, at);
}

function whole(value: bigint, at: number): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new CelFailure({ kind: "inexact", what: `the number ${value}` }, at);
}
