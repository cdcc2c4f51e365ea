import { CelFailure } from "./failure.ts";
import type { Work } from "./operators.ts";
import { method, type Overload } from "./overload.ts";
import { characters, findLastText, findText, indexOfCharacter } from "./search-text.ts";
import { type CelValue, kindOf } from "./value.ts";

/** Functions of text. Positions count characters (code points) from 0, so no character is ever split. */
export const textFunctions: readonly Overload[] = [
  method("contains", ["text", "text"], "bool", (work, text, part) => {
    reads(work, text, part);
    return findText(text, part) >= 0;
  }),
  method("startsWith", ["text", "text"], "bool", (work, text, part) => {
    reads(work, part);
    return text.startsWith(part);
  }),
  method("endsWith", ["text", "text"], "bool", (work, text, part) => {
    reads(work, part);
    return text.endsWith(part);
  }),
  method("lowerAscii", ["text"], "text", (work, text) => wrote(work, text.toLowerCase(), text)),
  method("upperAscii", ["text"], "text", (work, text) => wrote(work, text.toUpperCase(), text)),
  method("trim", ["text"], "text", (work, text) => wrote(work, text.trim(), text)),
  method("indexOf", ["text", "text"], "number", (work, text, part) => {
    reads(work, text, part);
    return positionOf(text, findText(text, part));
  }),
  method("indexOf", ["text", "text", "number"], "number", (work, text, part, from) => {
    reads(work, text, part);
    return positionOf(text, findText(text, part, place(work, "position", text, from)));
  }),
  method("lastIndexOf", ["text", "text"], "number", (work, text, part) => {
    reads(work, text, part);
    return positionOf(text, findLastText(text, part));
  }),
  method("lastIndexOf", ["text", "text", "number"], "number", (work, text, part, from) => {
    reads(work, text, part);
    return positionOf(text, findLastText(text, part, place(work, "position", text, from)));
  }),
  method("substring", ["text", "number"], "text", (work, text, start) => {
    reads(work, text);
    return text.slice(place(work, "position", text, start));
  }),
  method("substring", ["text", "number", "number"], "text", (work, text, start, end) => {
    reads(work, text);
    if (end < start) throw outside(work, "end", text, end);
    return text.slice(place(work, "position", text, start), place(work, "end", text, end));
  }),
  method("split", ["text", "text"], "list", (work, text, separator) => split(work, text, separator, -1)),
  method("split", ["text", "text", "number"], "list", split),
  method("join", ["list"], "text", (work, list) => join(work, list, "")),
  method("join", ["list", "text"], "text", join),
];

function reads({ budget, at }: Work, ...texts: string[]) {
  budget.spendText(
    texts.reduce((sum, text) => sum + text.length, 0),
    at,
  );
}

function wrote(work: Work, made: string, from: string): string {
  reads(work, made, from);
  return made;
}

const positionOf = (text: string, index: number) => (index <= 0 ? index : characters(text.slice(0, index)));

/** The UTF-16 index of a position; fails outside the text. */
function place(work: Work, what: string, text: string, position: number): number {
  const index = Number.isInteger(position) && position >= 0 ? indexOfCharacter(text, position) : -1;
  if (index < 0) throw outside(work, what, text, position);
  return index;
}

const outside = ({ at }: Work, what: string, text: string, index: number) =>
  new CelFailure({ kind: "range", what: `the ${what}`, index, size: characters(text) }, at);

function split(work: Work, text: string, separator: string, most: number): CelValue[] {
  reads(work, text, separator);
  const parts: string[] = [];
  if (most === 0) return work.made(parts);
  const limit = most < 0 ? Number.POSITIVE_INFINITY : most;
  if (separator === "") {
    for (const character of text) {
      work.budget.spend(1, work.at);
      if (parts.length < limit) parts.push(character);
      else parts.push(`${parts.pop() ?? ""}${character}`);
    }
    return work.made(parts);
  }
  let from = 0;
  for (;;) {
    work.budget.spend(1, work.at);
    const end = parts.length + 1 < limit ? findText(text, separator, from) : -1;
    parts.push(text.slice(from, end < 0 ? text.length : end));
    if (end < 0) return work.made(parts);
    from = end + separator.length;
  }
}

function join(work: Work, list: CelValue[], separator: string): string {
  const { budget, at } = work;
  budget.spend(list.length, at);
  const texts = list.map((item) => {
    if (typeof item === "string") return item;
    throw new CelFailure(
      { kind: "arguments", name: "join", takes: ["a list of texts"], kinds: ["list", kindOf(item)] },
      at,
    );
  });
  budget.spendText(separator.length * list.length + texts.reduce((sum, text) => sum + text.length, 0), at);
  return texts.join(separator);
}
