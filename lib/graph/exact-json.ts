import type { Json } from "./json.ts";

/** A number so long, or with so large an exponent, that a double may not keep its digits. */
const MAY_BE_INEXACT = /\d[\d.]{15,}|[eE][+-]?\d{3}/;
const TOKEN = /\\.|"|-?\d[\d.]*(?:[eE][+-]?\d+)?/g;
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Parses JSON without losing digits: a number that a double can't represent (9007199254740993) becomes its source
 * text. `kept` counts these. Throws a SyntaxError where JSON.parse does.
 */
export function parseExact(text: string): { value: Json; kept: number } {
  const value: Json = JSON.parse(text);
  const { quoted, kept } = quote(text);
  return kept === 0 ? { value, kept } : { value: JSON.parse(quoted), kept };
}

/** JSON text, or lines of it, with each number that a double can't hold as a text of its digits. */
export function quoteInexact(lines: string): string {
  if (!MAY_BE_INEXACT.test(lines)) return lines;
  return lines
    .split("\n")
    .map((line) => quote(line).quoted)
    .join("\n");
}

function quote(text: string): { quoted: string; kept: number } {
  if (!MAY_BE_INEXACT.test(text)) return { quoted: text, kept: 0 };
  let kept = 0;
  let inText = false;
  const quoted = text.replace(TOKEN, (token) => {
    if (token === '"') inText = !inText;
    if (inText || !isInexact(token)) return token;
    kept += 1;
    return `"${token}"`;
  });
  return { quoted, kept };
}

/**
 * True for the text of a JSON number whose digits a double does not reproduce, either in shortest form or with 17
 * digits.
 */
export function isInexact(text: string): boolean {
  const written = digitsOf(text);
  if (written === null) return false;
  const double = Number(text);
  return written !== digitsOf(String(double)) && written !== digitsOf(double.toPrecision(17));
}

/** Sign, significant digits and the position of the point: the same for every way to write a number. */
function digitsOf(text: string): string | null {
  const [matched, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (matched === undefined) return null;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  if (digits === "") return "0";
  const point = Number(exponent) - fraction.length + digits.length;
  return `${sign}${digits.replace(/0+$/, "")}e${point}`;
}
