/** An expression as a tree. */
export type Tree =
  | { kind: "literal"; value: string | number | boolean | null }
  | { kind: "name"; name: string }
  | { kind: "item"; of: Tree; key: Tree }
  | { kind: "not" | "minus"; of: Tree }
  | { kind: "binary"; operator: string; left: Tree; right: Tree }
  | { kind: "choice"; condition: Tree; yes: Tree; no: Tree }
  | { kind: "size"; of: Tree }
  | { kind: "has"; of: Tree; name: string }
  | { kind: "each"; macro: Macro; of: Tree; variable: string; body: Tree }
  | { kind: "list"; items: Tree[] }
  | { kind: "object"; entries: [Tree, Tree][] };

const MACROS = ["all", "exists", "map", "filter"] as const;
export type Macro = (typeof MACROS)[number];

/** Thrown where a text is no expression, or one of a kind that the reference doesn't know. */
export class NotRead extends Error {}

/** From the loosest to the tightest, see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax. */
const LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];

const TOKEN =
  /\s*(?:(\d+\.\d+(?:[eE][+-]?\d+)?|\d+)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/%<>!?:.,()[\]{}]))/y;

type Token = { kind: "number" | "text" | "word" | "sign"; text: string };

/**
 * Parses the part of CEL that random graphs are written in: paths, literals, operators, `size`, `has`, and
 * `all`, `exists`, `map` and `filter` over lists. Shares no code with the engine's.
 */
export function parseExpression(source: string): Tree {
  const tree = trees.get(source) ?? new Parser(source).whole();
  if (trees.size > KEPT) trees.clear();
  trees.set(source, tree);
  return tree;
}

const KEPT = 2_000;
const trees = new Map<string, Tree>();

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (!found) throw new NotRead(`nothing known at ${at} of ${source}`);
    const [all, number, text, word, sign] = found;
    at += all.length;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (text !== undefined) tokens.push({ kind: "text", text });
    else if (word !== undefined) tokens.push({ kind: word === "in" ? "sign" : "word", text: word });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;

  constructor(source: string) {
    this.tokens = tokensOf(source);
  }

  whole(): Tree {
    const tree = this.choice();
    if (this.at < this.tokens.length) throw new NotRead(`not expected: ${this.tokens[this.at]?.text}`);
    return tree;
  }

  private sees(sign: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "sign" && token.text === sign;
  }

  private takes(sign: string): boolean {
    const seen = this.sees(sign);
    if (seen) this.at += 1;
    return seen;
  }

  private needs(sign: string) {
    if (!this.takes(sign)) throw new NotRead(`expected ${sign}, got ${this.tokens[this.at]?.text}`);
  }

  private word(): string {
    const token = this.tokens[this.at++];
    if (token?.kind !== "word") throw new NotRead(`expected a name, got ${token?.text}`);
    return token.text;
  }

  private choice(): Tree {
    const condition = this.level(0);
    if (!this.takes("?")) return condition;
    const yes = this.level(0);
    this.needs(":");
    return { kind: "choice", condition, yes, no: this.choice() };
  }

  private level(level: number): Tree {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.level(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.takes(one));
      if (operator === undefined) return left;
      left = { kind: "binary", operator, left, right: this.level(level + 1) };
    }
  }

  private unary(): Tree {
    if (this.takes("!")) return { kind: "not", of: this.unary() };
    if (this.takes("-")) return { kind: "minus", of: this.unary() };
    let tree = this.primary();
    for (;;) {
      if (this.takes(".")) tree = this.member(tree);
      else if (this.takes("[")) {
        tree = { kind: "item", of: tree, key: this.choice() };
        this.needs("]");
      } else return tree;
    }
  }

  private member(of: Tree): Tree {
    const name = this.word();
    if (!this.takes("(")) return { kind: "item", of, key: { kind: "literal", value: name } };
    if (name === "size") {
      this.needs(")");
      return { kind: "size", of };
    }
    const macro = MACROS.find((one) => one === name);
    if (!macro) throw new NotRead(`no function ${name}`);
    const variable = this.word();
    this.needs(",");
    const body = this.choice();
    this.needs(")");
    return { kind: "each", macro, of, variable, body };
  }

  private primary(): Tree {
    if (this.takes("(")) {
      const tree = this.choice();
      this.needs(")");
      return tree;
    }
    if (this.takes("[")) return { kind: "list", items: this.until("]", () => this.choice()) };
    if (this.takes("{")) return { kind: "object", entries: this.until("}", () => this.entry()) };
    const token = this.tokens[this.at++];
    if (token?.kind === "number") return { kind: "literal", value: Number(token.text) };
    if (token?.kind === "text") return { kind: "literal", value: unquoted(token.text) };
    if (token?.kind === "word") return this.named(token.text);
    throw new NotRead(`not expected: ${token?.text ?? "the end"}`);
  }

  private entry(): [Tree, Tree] {
    const key = this.choice();
    this.needs(":");
    return [key, this.choice()];
  }

  private until<T>(close: string, one: () => T): T[] {
    const found: T[] = [];
    while (!this.takes(close)) {
      if (found.length > 0) this.needs(",");
      found.push(one());
    }
    return found;
  }

  private named(name: string): Tree {
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    if (name === "null") return { kind: "literal", value: null };
    if (!this.takes("(")) return { kind: "name", name };
    const of = this.choice();
    this.needs(")");
    if (name === "size") return { kind: "size", of };
    // Only `.name` may stand at the end of what `has` asks for; `parseExpression` makes both forms the same.
    const { at } = this;
    const field = this.tokens[at - 2]?.kind === "word" && this.tokens[at - 3]?.text === ".";
    if (name !== "has" || !field || of.kind !== "item" || of.key.kind !== "literal")
      throw new NotRead(`no function ${name} of this`);
    return { kind: "has", of: of.of, name: String(of.key.value) };
  }
}

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r", "\\": "\\", '"': '"', "'": "'" };

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => {
    const escaped = ESCAPED[sign];
    if (escaped === undefined) throw new NotRead(`no escape \\${sign}`);
    return escaped;
  });
}
