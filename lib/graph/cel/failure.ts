import { nearest } from "../nearest.ts";
import { shortened } from "../text-cut.ts";
import type { Loop } from "./budget.ts";
import { type Kind, kindWord } from "./value.ts";

/**
 * Everything that can be wrong with a parsed expression. `there` lists the existing names, only when the message is
 * made.
 */
export type Reason =
  | { kind: "budget"; limit: number; loops: Loop[] }
  | { kind: "unknown-name"; name: string; there: () => readonly string[] }
  | { kind: "no-field"; name: string; of: string; there: () => readonly string[] }
  | { kind: "no-item"; index: number; of: string; size: number }
  | { kind: "no-fields-in"; name: string; of: string; holder: Kind }
  | { kind: "bad-index"; of: string; holder: Kind; index: Kind }
  | { kind: "operands"; operator: string; kinds: readonly Kind[] }
  | { kind: "unknown-function"; name: string; there: readonly string[] }
  | { kind: "arguments"; name: string; takes: readonly string[]; kinds: readonly Kind[] }
  | { kind: "not-bool"; what: string; got: Kind }
  | { kind: "not-iterable"; macro: string; got: Kind }
  | { kind: "not-optional"; name: string; got: Kind }
  | { kind: "inexact"; what: string }
  | { kind: "by-zero"; operator: string }
  | { kind: "conversion"; to: string; given: string; expected: string }
  | { kind: "range"; what: string; index: number; size: number }
  | { kind: "no-value" }
  | { kind: "bad-key"; key: string }
  | { kind: "too-deep"; most: number }
  | { kind: "has-needs-field" }
  | { kind: "bind-needs-name"; name: string }
  | { kind: "no-regular-expressions" };

/**
 * Why an expression has no value, and where (0-based character). Thrown only inside an evaluation. It is no
 * `Error`, because `||`, `all` and the like may catch thousands, and a stack for each would cost more than the
 * evaluation.
 */
export class CelFailure {
  readonly reason: Reason;
  readonly at: number;
  constructor(reason: Reason, at: number) {
    this.reason = reason;
    this.at = at;
  }
}

const NAMES_SHOWN = 8;

/** The reason in plain words: part of a sentence, without a full stop. */
export function told(reason: Reason): string {
  switch (reason.kind) {
    case "budget":
      return `it takes more than ${count(reason.limit)} steps, and was stopped ${doing(reason.loops)}; go through fewer items, or shorten the list with filter() before it is compared with another`;
    case "unknown-name":
      return `nothing is called “${reason.name}” here; ${thereIs(reason.name, reason.there())}`;
    case "no-field":
      return `${named(reason.of)} has no field “${reason.name}”; ${has(reason.name, reason.there())}`;
    case "no-item":
      return reason.size === 0
        ? `${named(reason.of)} has no item ${reason.index}: it is an empty list`
        : `${named(reason.of)} has no item ${reason.index}: it has ${count(reason.size)}, numbered from 0 to ${reason.size - 1}`;
    case "no-fields-in":
      return reason.holder === "list"
        ? `${named(reason.of)} is a list; choose an item before reading “${reason.name}”, as in ${reason.of}[0].${reason.name}`
        : `${named(reason.of)} is ${kindWord(reason.holder)}, so it has no field “${reason.name}”`;
    case "bad-index":
      return reason.holder === "list"
        ? `an item of ${named(reason.of)} is chosen by a whole number, not by ${kindWord(reason.index)}`
        : reason.holder === "object"
          ? `a field of ${named(reason.of)} is chosen by its name in quotes, not by ${kindWord(reason.index)}`
          : `${named(reason.of)} is ${kindWord(reason.holder)}, so nothing in it can be chosen with [ ]`;
    case "operands":
      return operands(reason.operator, reason.kinds);
    case "unknown-function": {
      const meant = nearest(reason.name, reason.there);
      return `there is no function “${reason.name}”${meant ? ` (did you mean ${meant}()?)` : ""}; there are ${reason.there.join(", ")}`;
    }
    case "arguments":
      return `${reason.name}() takes ${reason.takes.join(", or ")}; here it got ${
        reason.kinds.length === 0 ? "nothing" : reason.kinds.map(kindWord).join(" and ")
      }`;
    case "not-bool":
      return `${reason.what} must be true or false, and it is ${kindWord(reason.got)}`;
    case "not-iterable":
      return `${reason.macro}() goes through a list or the keys of an object, and this is ${kindWord(reason.got)}`;
    case "not-optional":
      return `${reason.name}() belongs after an optional value such as a.?b, and this is ${kindWord(reason.got)}`;
    case "inexact":
      return `${reason.what} is beyond ±9,007,199,254,740,991, up to where numbers are exact; keep such a number as text`;
    case "by-zero":
      return `“${reason.operator}” divides by zero; ask first whether the divisor is 0, as in b == 0 ? 0 : a / b`;
    case "conversion":
      return `${reason.to}() can't read ${named(reason.given)}; it expects ${reason.expected}`;
    case "range":
      return `${reason.what} ${reason.index} is outside the text, which has ${count(reason.size)} characters`;
    case "no-value":
      return "value() was asked of an optional value that isn't there; give another with orValue()";
    case "bad-key":
      return `an object can't have a field called “${reason.key}”`;
    case "too-deep":
      return `the result is nested more than ${reason.most} levels deep`;
    case "has-needs-field":
      return "has() asks whether a field is there, as in has(input.name)";
    case "bind-needs-name":
      return `${reason.name}() needs the name of a variable first, as in ${reason.name === "bind" ? "cel.bind(x, 1, x + 1)" : `list.${reason.name}(x, x > 1)`}`;
    case "no-regular-expressions":
      return "matches() is not available, because a regular expression can take for ever; use contains(), startsWith() or endsWith()";
  }
}

/** A number as people read it. */
export const count = (number: number): string => number.toLocaleString("en-US");

const named = (source: string) => `“${shortened(source, 60)}”`;

function doing(loops: readonly Loop[]): string {
  const [first] = loops;
  if (!first) return "on the way";
  const sizes = loops.slice(0, 3).map(({ items }) => `a list of ${count(items)}`);
  const more = loops.length > 3 ? ` (${loops.length} lists inside each other)` : "";
  return `while going through ${sizes.toReversed().join(" inside ")}${more}, in ${named(first.source)}`;
}

function thereIs(name: string, there: readonly string[]): string {
  if (there.length === 0) return "there are no names to read";
  return `there is ${list(there)}${meant(name, there)}`;
}

function has(name: string, there: readonly string[]): string {
  if (there.length === 0) return "it has no fields";
  return `it has ${list(there)}${meant(name, there)}`;
}

function meant(name: string, there: readonly string[]): string {
  const near = there.length > 1 ? nearest(name, there) : null;
  return near === null ? "" : ` (did you mean “${near}”?)`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => named(name));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${count(rest)} more` : shown.join(", ");
}

const NEEDS: Record<string, string> = {
  "+": "adds two numbers, joins two texts or two lists, or adds a duration to a timestamp",
  "-": "takes a number from a number, or a duration or timestamp from a timestamp",
  "*": "multiplies two numbers",
  "/": "divides two numbers",
  "%": "is the remainder of two numbers",
  "<": "compares two numbers, two texts, two timestamps or two durations",
  in: "looks for an item in a list, or for a key in an object",
  "!": "turns true into false",
  "-_": "turns the sign of a number or a duration",
};

function operands(operator: string, kinds: readonly Kind[]): string {
  const sign = operator === "-_" ? "-" : operator;
  const needs = NEEDS[["<=", ">", ">="].includes(operator) ? "<" : operator] ?? "can't take these";
  const got = kinds.map(kindWord).join(" and ");
  const texts = kinds.includes("text") && kinds.includes("number");
  const hint =
    operator === "+" && texts
      ? "; write string(…) around the number to join them, or double(…) around the text to add them"
      : texts && kinds.length === 2 && operator !== "in"
        ? "; write double(…) around the text to make it a number"
        : "";
  return `“${sign}” ${needs}; here it got ${got}${hint}`;
}
