import { type Json, jsonProblem } from "../json.ts";
import { cutText, shortened } from "../text-cut.ts";
import { CelFailure } from "./failure.ts";
import { exact } from "./number.ts";
import type { Work } from "./operators.ts";
import { method, type Overload, plain } from "./overload.ts";
import { characters } from "./search-text.ts";
import { textFunctions } from "./text-functions.ts";
import { durationText, readDuration, readTimestamp, timestamp, timestampText } from "./time.ts";
import { timeFunctions } from "./time-functions.ts";
import { Bytes, type CelObject, type CelValue, kindOf, TypeName } from "./value.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const sizeOfText = ({ budget, at }: Work, text: string) => {
  budget.spendText(text.length, at);
  return characters(text);
};
const sizeOfObject = ({ budget, at }: Work, object: CelObject) => {
  const { length } = Object.keys(object);
  budget.spend(length, at);
  return length;
};

const sizes: readonly Overload[] = [plain, method].flatMap((make) => [
  make("size", ["text"], "number", sizeOfText),
  make("size", ["list"], "number", (_, list) => list.length),
  make("size", ["object"], "number", sizeOfObject),
  make("size", ["bytes"], "number", (_, { bytes }) => bytes.length),
]);

const conversions: readonly Overload[] = [
  plain("dyn", ["any"], "any", (_, value) => value),
  plain("type", ["any"], "type", (_, value) => new TypeName(kindOf(value))),
  plain("bool", ["bool"], "bool", (_, value) => value),
  plain("bool", ["text"], "bool", toBool),
  ...["int", "uint"].flatMap((name) => [
    plain(name, ["number"], "number", ({ at }, value) => unsigned(name, Math.trunc(exact(value, at)), at)),
    plain(name, ["text"], "number", ({ at }, text) => unsigned(name, wholeNumber(name, text, at), at)),
  ]),
  plain("int", ["timestamp"], "number", (_, { ms }) => Math.floor(ms / 1_000)),
  plain("double", ["number"], "number", (_, value) => value),
  plain("double", ["text"], "number", toNumber),
  plain("string", ["text"], "text", (_, text) => text),
  plain("string", ["number"], "text", (_, value) => String(value)),
  plain("string", ["bool"], "text", (_, value) => String(value)),
  plain("string", ["timestamp"], "text", (_, value) => timestampText(value)),
  plain("string", ["duration"], "text", (_, value) => durationText(value)),
  plain("string", ["bytes"], "text", decoded),
  plain("timestamp", ["text"], "timestamp", ({ at }, text) => readTimestamp(text, at)),
  plain("timestamp", ["number"], "timestamp", ({ at }, seconds) => timestamp(seconds * 1_000, at)),
  plain("timestamp", ["timestamp"], "timestamp", (_, value) => value),
  plain("duration", ["text"], "duration", ({ at }, text) => readDuration(text, at)),
  plain("duration", ["duration"], "duration", (_, value) => value),
  plain("bytes", ["bytes"], "bytes", (_, value) => value),
  plain("bytes", ["text"], "bytes", ({ budget, at }, text) => {
    budget.spendText(text.length, at);
    return new Bytes(encoder.encode(text));
  }),
];

const bytes: readonly Overload[] = [
  method("string", ["bytes"], "text", decoded),
  method("hex", ["bytes"], "text", (work, value) => {
    work.budget.spendText(2 * value.bytes.length, work.at);
    return [...value.bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }),
  method("base64", ["bytes"], "text", (work, value) => {
    work.budget.spendText(2 * value.bytes.length, work.at);
    return base64(value);
  }),
  method("at", ["bytes", "number"], "number", ({ at }, value, index) => {
    const byte = value.bytes[index];
    if (byte === undefined)
      throw new CelFailure({ kind: "no-item", index, of: "the bytes", size: value.bytes.length }, at);
    return byte;
  }),
  method("json", ["bytes"], "any", readJson),
];

const overloads = [...sizes, ...conversions, ...textFunctions, ...timeFunctions, ...bytes];
const functions = Map.groupBy(
  overloads.filter((one) => !one.method),
  ({ name }) => name,
);
const methods = Map.groupBy(
  overloads.filter((one) => one.method),
  ({ name }) => name,
);

/** The macros, functions whose arguments are evaluated only when they are needed, or several times. */
export const MACROS = ["all", "exists", "exists_one", "map", "filter"] as const;
export type Macro = (typeof MACROS)[number];
export const isMacro = (name: string): name is Macro => MACROS.some((macro) => macro === name);

/** The overloads of a function, or of a method after a dot; none when it does not exist. */
export const overloadsOf = (name: string, asMethod: boolean): readonly Overload[] =>
  (asMethod ? methods : functions).get(name) ?? [];

/** The names of all functions, or of all methods, including macros. */
export const functionNames = (asMethod: boolean): string[] =>
  asMethod
    ? [...MACROS, ...methods.keys(), "hasValue", "value", "or", "orValue"].toSorted()
    : [...functions.keys(), "has", "cel.bind", "optional.of", "optional.none"].toSorted();

/** Bytes as base64 text, the form that JSON can hold. */
export function base64({ bytes }: Bytes): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function decoded({ budget, at }: Work, value: Bytes): string {
  budget.spendText(value.bytes.length, at);
  return decoder.decode(value.bytes);
}

function conversion(to: string, given: string, at: number, expected: string): CelFailure {
  return new CelFailure({ kind: "conversion", to, given, expected }, at);
}

function toBool({ at }: Work, text: string): boolean {
  if (["1", "t", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "false", "FALSE", "False"].includes(text)) return false;
  throw conversion("bool", text, at, '"true" or "false"');
}

const LONGEST_NUMBER = 400;

function wholeNumber(name: string, text: string, at: number): number {
  if (text.length > LONGEST_NUMBER || !/^[+-]?\d+$/.test(text))
    throw conversion(name, text, at, 'a whole number in digits, such as "42"');
  return exact(Number(text), at, `the number in “${shortened(text, 40)}”`);
}

function unsigned(name: string, value: number, at: number): number {
  if (name === "uint" && value < 0)
    throw conversion("uint", String(value), at, "a number that is not below 0");
  return value === 0 ? 0 : value;
}

function toNumber({ at }: Work, text: string): number {
  const value =
    text.length <= LONGEST_NUMBER && /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
      ? Number(text)
      : Number.NaN;
  if (!Number.isFinite(value)) throw conversion("double", text, at, 'a number, such as "12.50"');
  return value;
}

function readJson(work: Work, value: Bytes): CelValue {
  const text = decoded(work, value);
  const expected = "JSON of at most 64 levels";
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    throw conversion("json", cutText(text, 60), work.at, expected);
  }
  if (jsonProblem(json) !== null) throw conversion("json", cutText(text, 60), work.at, expected);
  return json;
}
