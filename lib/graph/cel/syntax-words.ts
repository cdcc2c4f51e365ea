import type { ParseError } from "@marcbachmann/cel-js";

/** The parser's names of tokens, in words. */
const TOKENS: Record<string, string> = {
  EOF: "the end",
  NUMBER: "a number",
  STRING: "a text in quotes",
  BOOLEAN: "true or false",
  NULL: "null",
  IDENTIFIER: "a name",
  BYTES: "bytes",
  PLUS: "“+”",
  MINUS: "“-”",
  MULTIPLY: "“*”",
  DIVIDE: "“/”",
  MODULO: "“%”",
  EQ: "“==”",
  NE: "“!=”",
  LT: "“<”",
  LE: "“<=”",
  GT: "“>”",
  GE: "“>=”",
  AND: "“&&”",
  OR: "“||”",
  NOT: "“!”",
  IN: "“in”",
  LPAREN: "“(”",
  RPAREN: "“)”",
  LBRACKET: "“[”",
  RBRACKET: "“]”",
  LBRACE: "“{”",
  RBRACE: "“}”",
  DOT: "“.”",
  COMMA: "“,”",
  COLON: "“:”",
  QUESTION: "“?”",
};

const LIMITS: Record<string, string> = {
  maxAstNodes: "it has too many parts, more than 500; put some of the work into an earlier step",
  maxDepth: "it is nested too deeply, more than 32 levels",
  maxListElements: "a list in an expression has at most 200 items",
  maxMapEntries: "an object in an expression has at most 200 fields",
  maxCallArguments: "a function takes at most 16 values",
};

/** Signs that people write by mistake for others. */
const MEANT: Record<string, string> = {
  "=": "“=” is no operator; write == to compare",
  "&": "write && for “and”",
  "|": "write || for “or”",
  "“": 'write straight quotes: "',
  "”": 'write straight quotes: "',
  "„": 'write straight quotes: "',
  "‘": "write straight quotes: '",
  "’": "write straight quotes: '",
  ";": "an expression is a single value, so it has no “;”",
  "#": "notes begin with //",
};

/** What the parser found wrong, in words, and where (0-based character). */
export function syntaxWords(source: string, error: ParseError): { message: string; at: number | null } {
  const at = error.range?.start ?? null;
  const here = at === null ? "" : source.slice(at, Math.max(at + 1, error.range?.end ?? 0));
  return { message: words(source, error, here), at };
}

function words(source: string, { code, summary }: ParseError, here: string): string {
  switch (code) {
    case "unexpected_token": {
      const token = /: ([A-Z]+)$/.exec(summary)?.[1] ?? "";
      return token === "EOF"
        ? "it ends too early: a value is missing at the end"
        : `a value should stand here, and there is ${TOKENS[token] ?? `“${here}”`}`;
    }
    case "expected_token": {
      const [, wanted = "", got = ""] = /^Expected ([A-Z]+), got ([A-Z]+)$/.exec(summary) ?? [];
      const there = got === "EOF" ? "the expression ends" : `there is ${TOKENS[got] ?? `“${here}”`}`;
      return `${TOKENS[wanted] ?? "something else"} should stand here, and ${there}`;
    }
    case "unexpected_character": {
      const sign = here.slice(0, 1);
      // The second = of “= =”, or text after a complete value.
      return MEANT[sign] ?? MEANT[here] ?? behind(here);
    }
    case "limit_exceeded":
      return LIMITS[/^Exceeded (\w+)/.exec(summary)?.[1] ?? ""] ?? "it is too large";
    case "reserved_identifier":
      return `“${here}” is a word that CEL keeps for itself, so nothing can be called so`;
    case "unterminated_string":
    case "unterminated_triple_quoted_string":
      return "this text has no closing quote";
    case "newline_in_string":
      return 'a text in quotes ends on its line; write \\n for a new line, or begin and end it with """';
    case "invalid_number":
    case "invalid_exponent":
    case "invalid_integer":
    case "invalid_hex_integer":
      return `“${here}” is no number that can be read`;
    case "invalid_macro_argument":
      return "the name of a variable should stand here first, as in list.filter(x, x > 1)";
    default:
      return /escape|surrogate/i.test(code)
        ? "a backslash in a text in quotes begins a special character; write \\\\ for a backslash"
        : `it can't be read near “${here || source.slice(-20)}”`;
  }
}

const behind = (here: string) =>
  /^[A-Za-z0-9_"'([{]/.test(here)
    ? `the expression is complete before “${here}”; an operator such as + or && is missing between them`
    : `“${here}” has no meaning here`;
