/**
 * One form of a secret as text: a row of places, each with the ways in which it may be written. `tail`: characters that may
 * follow and say something of the secret, too.
 */
export type SecretForm = { places: string[][]; tail: string[][] };

/** The forms in which a service may give a secret back: as it is, escaped, reversed, in hex and in base64. */
export function formsOf(secret: string): SecretForm[] {
  const places = [...secret].map(waysToWrite);
  const bytes = [...new TextEncoder().encode(secret)];
  return [
    { places, tail: [] },
    { places: [...secret].reverse().map(waysToWrite), tail: [] },
    { places: bytes.map(hexOf), tail: [] },
    ...[0, 1, 2].map((offset) => base64Form(bytes, offset)),
  ];
}

const hex = (value: number, digits = 2) => value.toString(16).padStart(digits, "0");

/** A character as it is, in a URL or a form, in JSON (also JSON inside JSON), in HTML; both cases of letters. */
function waysToWrite(character: string): string[] {
  const bytes = [...new TextEncoder().encode(character)];
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const ways = [
    character,
    bytes.map((byte) => `%${hex(byte)}`).join(""),
    units.map((unit) => `\\u${hex(unit, 4)}`).join(""),
  ];
  if (/^[\p{L}\p{N}]$/u.test(character)) return bothCases(ways);
  const code = character.codePointAt(0) ?? 0;
  ways.push(
    `&#${code};`,
    `&#${String(code).padStart(3, "0")};`,
    `&#x${hex(code, 1)};`,
    `&#x${hex(code)};`,
    `&#x${hex(code).toUpperCase()};`,
  );
  ways.push(...(NAMED[character] ?? []));
  for (const escaped of JSON_ESCAPES[character] ?? []) ways.push(escaped, `\\${escaped}`);
  if (character === "\\") ways.push("\\\\\\\\");
  return bothCases(ways);
}

const NAMED: Record<string, string[]> = {
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;", '\\\\\\"'],
  "'": ["&apos;"],
  " ": ["+"],
};
const JSON_ESCAPES: Record<string, string[]> = { '"': ['\\"'], "\\": ["\\\\"], "/": ["\\/"] };

function bothCases(ways: string[]): string[] {
  return [...new Set(ways.flatMap((way) => [way, way.toLowerCase(), way.toUpperCase()]))];
}

function hexOf(byte: number, at: number): string[] {
  const plain = hex(byte);
  return bothCases(
    at === 0 ? [plain] : [plain, ...[":", " ", "-", "\\x", "\\\\x"].map((before) => before + plain)],
  );
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * The digits of base64 that a secret alone decides when `offset` bytes stand before it in its group of three, as
 * `user:` does in Basic credentials. Digits that it shares with what follows, and padding, are the tail.
 */
function base64Form(bytes: number[], offset: number): SecretForm {
  const text = Buffer.from([...Array<number>(offset).fill(0), ...bytes]).toString("base64");
  const bits = (offset + bytes.length) * 8;
  const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  const padding = ["=", "%3D", "%3d", "\\u003d"];
  const tail = bits % 6 === 0 ? [] : [[...BASE64].flatMap(waysOfDigit), padding, padding];
  return { places: [...own].map(waysOfDigit), tail };
}

function waysOfDigit(digit: string): string[] {
  if (digit === "+") return ["+", "-", "%2B", "%2b", "\\u002b"];
  return digit === "/" ? ["/", "_", "%2F", "%2f", "\\/"] : [digit];
}
