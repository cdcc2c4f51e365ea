import type { ASTNode } from "@marcbachmann/cel-js";
import { CelFailure } from "./failure.ts";
import { type Misfit, misfitOf } from "./misfit.ts";
import { type Binary, operatorGives } from "./operators.ts";
import { anything, type StaticType, surely } from "./static-type.ts";
import { type Kind, kindWord } from "./value.ts";

export type BinaryNode = Extract<ASTNode, { op: Binary }>;

/** The type of an operator's result, and what can't work in it. */
type Checked = { type: StaticType; found: Misfit[] };

/** Checks an operator for operands of these types. */
export function operatorType(node: BinaryNode, left: StaticType, right: StaticType): Checked {
  const { op: operator } = node;
  const bool = surely("bool");
  if (operator === "==" || operator === "!=")
    return { type: bool, found: unlike(node, left.kind, right.kind) };
  const found = byZero(node);
  if (operator === "in" && left.kind !== "any" && right.kind === "any") return { type: bool, found };
  const sure = left.sure && right.sure;
  if (left.kind === "any" || right.kind === "any") {
    const half = halfTyped(node, left.kind, right.kind);
    return { type: half.type, found: [...found, ...half.found] };
  }
  const kind = operatorGives(operator, left.kind, right.kind);
  if (kind !== null) return { type: { ...surely(kind), sure, item: left.item, field: left.field }, found };
  const operands = new CelFailure({ kind: "operands", operator, kinds: [left.kind, right.kind] }, node.start);
  return { type: anything, found: [...found, misfitOf(operands, sure)] };
}

function byZero({ op: operator, args: [, divisor] }: BinaryNode): Misfit[] {
  if ((operator !== "/" && operator !== "%") || divisor.op !== "value" || Number(divisor.args) !== 0)
    return [];
  return [misfitOf(new CelFailure({ kind: "by-zero", operator }, divisor.start), true)];
}

/** Values of different kinds are never equal. That may be intended, so it is reported as doubtful only. */
function unlike(node: BinaryNode, a: Kind | "any", b: Kind | "any"): Misfit[] {
  if (a === "any" || b === "any" || a === b || a === "null" || b === "null") return [];
  const message = `${kindWord(a)} is never equal to ${kindWord(b)}, so this is always ${node.op === "!="}`;
  return [{ message, at: node.start, sure: false }];
}

const ALL: readonly Kind[] = [
  "text",
  "number",
  "bool",
  "null",
  "list",
  "object",
  "bytes",
  "timestamp",
  "duration",
  "optional",
  "type",
];

/** With only one operand's kind known, there may still be no possible kind for the other. */
function halfTyped(node: BinaryNode, left: Kind | "any", right: Kind | "any"): Checked {
  const lefts = left === "any" ? ALL : [left];
  const rights = right === "any" ? ALL : [right];
  const possible = new Set(
    lefts.flatMap((a) => rights.map((b) => operatorGives(node.op, a, b))).filter((kind) => kind !== null),
  );
  const [only] = possible;
  if (only) return { type: possible.size === 1 ? surely(only) : anything, found: [] };
  const kinds = [left, right].filter((kind) => kind !== "any");
  const operands = new CelFailure({ kind: "operands", operator: node.op, kinds }, node.start);
  return { type: anything, found: [misfitOf(operands, true)] };
}
