/** What a piece of a statement is. `numbered`: `$1`, which PostgreSQL reads as a parameter and Tutti doesn't. */
export type SqlPieceKind = "code" | "text" | "name" | "dollar-text" | "comment" | "parameter" | "numbered";

/** A piece of a statement; the pieces of one cover it without gaps. Offsets are UTF-16 units. */
export type SqlPiece = { kind: SqlPieceKind; start: number; end: number };

/** The kinds that have an end of their own. */
type ClosedKind = "text" | "name" | "dollar-text" | "comment";

/** A piece that the statement doesn't close, and what would. */
export type UnclosedSql = { kind: ClosedKind; start: number; expected: string };

type Scanned = { pieces: SqlPiece[]; unclosed: UnclosedSql | null };

/** What has to be looked at; everything between is code in which nothing can begin. Words are as PostgreSQL reads them. */
const TOKEN =
  /[eE]'|['"]|\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$|\$\d+|--|\/\*|::|:=|:|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*|\d[\w.]*|[[\])]/g;
const NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const ESCAPED = /['\\]/g;
const COMMENT_EDGE = /\/\*|\*\//g;
const LINE_END = /[\n\r]/g;
/** A text goes on after a line break: `'one'⏎'two'` is one text, which keeps its escapes. */
const GOES_ON = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:\s|--[^\n\r]*[\n\r])*'/y;

/**
 * Takes a statement apart by PostgreSQL's lexical rules (postgresql.org/docs/current/sql-syntax-lexical.html), with `:name`
 * as a parameter: quoted texts and names, dollar quotes, texts with escapes (`E'…'`), comments, also nested ones, casts,
 * `:=`, and the colon of a slice (`[1:n]`, which follows its first bound at once). Reads every character once.
 */
export function scanSql(statement: string): Scanned {
  const scan = new Scan(statement);
  for (let token = scan.next(); token !== null; token = scan.next()) {
    const unclosed = take(scan, token);
    if (unclosed) return { pieces: scan.pieces, unclosed };
  }
  return { pieces: scan.pieces, unclosed: null };
}

/** The names of a statement's `:name` parameters in order of first use, each once. In any script, as they are written. */
export function statementParameters(statement: string): string[] {
  return positional(statement).names;
}

/** A statement with `$1`, `$2` … in place of its parameters. */
export type PositionalSql = {
  text: string;
  /** The parameters in the order of their numbers. */
  names: string[];
  /** Where in the statement an offset of `text` comes from. */
  origin: (offset: number) => number;
};

/** Turns `:name` into `$1`, `$2` … ; `mark` is what stands before the number. */
export function positional(statement: string, mark: "$" | "?" = "$"): PositionalSql {
  const numbers = new Map<string, number>();
  const shifts: { from: number; by: number }[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const { kind, start, end } of scanSql(statement).pieces) {
    let part = statement.slice(start, end);
    if (kind === "parameter") {
      const name = part.slice(1);
      const number = numbers.get(name) ?? numbers.size + 1;
      numbers.set(name, number);
      // `limit:n` is two words, `limit$1` would be one.
      part = `${/[\w$\x80-\uffff]/.test(statement.charAt(start - 1)) ? " " : ""}${mark}${number}`;
    }
    parts.push(part);
    length += part.length;
    if (kind === "parameter") shifts.push({ from: length, by: end - length });
  }
  const origin = (offset: number) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0);
  return { text: parts.join(""), names: [...numbers.keys()], origin };
}

/** A statement's code alone: a blank for each comment, `''` for each text and `""` for each quoted name; parameters stay. */
export function bareSql(statement: string): string {
  return scanSql(statement)
    .pieces.map((piece) => bareOf(statement, piece))
    .join("");
}

function bareOf(statement: string, { kind, start, end }: SqlPiece): string {
  switch (kind) {
    case "code":
    case "parameter":
    case "numbered":
      return statement.slice(start, end);
    case "text":
    case "dollar-text":
      return "''";
    case "name":
      return '""';
    case "comment":
      return " ";
  }
}

/** True when nothing but white space, comments and semicolons is in the text. */
export function isEmptySql(text: string): boolean {
  return bareSql(text).replace(/[\s;]/g, "") === "";
}

/** The first word of a statement in capitals, which says what it does: `SELECT`, `UPDATE` … */
export function firstWord(statement: string): string {
  return (
    bareSql(statement)
      .match(/[A-Za-z]+/)?.[0]
      .toUpperCase() ?? ""
  );
}

/** Where a scan stands: what is behind it is in `pieces`. */
class Scan {
  readonly pieces: SqlPiece[] = [];
  /** How many `[` are open. */
  depth = 0;
  /** Where the last value or name ended: a colon at once behind it, inside brackets, is that of a slice. */
  valueEnd = -1;
  private at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token, with the code before it put away; null at the end. */
  next(): { token: string; start: number } | null {
    const found = searched(TOKEN, this.text, this.at);
    this.add("code", found?.start ?? this.text.length);
    return found;
  }

  /** Ends a piece; what follows directly in the same kind of code belongs to it. */
  add(kind: SqlPieceKind, end: number): void {
    const last = this.pieces.at(-1);
    if (end > this.at) {
      if (kind === "code" && last?.kind === "code") last.end = end;
      else this.pieces.push({ kind, start: this.at, end });
    }
    this.at = end;
  }
}

/** Takes one token and what belongs to it; what is never closed takes the rest of the text. */
function take(scan: Scan, { token, start }: { token: string; start: number }): UnclosedSql | null {
  const { text } = scan;
  const end = start + token.length;
  const closed = (kind: ClosedKind, at: number | null, expected: string): UnclosedSql | null => {
    scan.add(kind, at ?? text.length);
    if (kind !== "comment") scan.valueEnd = at ?? text.length;
    return at === null ? { kind, start, expected } : null;
  };
  if (token === "'") return closed("text", after(text, "'", end), "'");
  if (token === '"') return closed("name", after(text, '"', end), '"');
  if (token.endsWith("'")) return closed("text", escapedEnd(text, end), "'");
  if (token === "--") {
    scan.add("comment", searched(LINE_END, text, end)?.start ?? text.length);
    return null;
  }
  if (token === "/*") return closed("comment", commentEnd(text, end), "*/");
  if (token.startsWith("$")) {
    if (token.endsWith("$")) return closed("dollar-text", after(text, token, end), token);
    scan.add("numbered", end);
    scan.valueEnd = end;
    return null;
  }
  if (token === ":") return takeColon(scan, end);
  scan.add("code", end);
  if (token === "[") scan.depth++;
  else if (token !== "::" && token !== ":=") {
    if (token === "]") scan.depth = Math.max(0, scan.depth - 1);
    scan.valueEnd = end;
  }
  return null;
}

/** A single colon: before a name it makes a parameter, but for the colon of a slice. */
function takeColon(scan: Scan, end: number): null {
  const isSlice = scan.depth > 0 && scan.valueEnd === end - 1;
  NAME.lastIndex = end;
  const name = isSlice ? undefined : NAME.exec(scan.text)?.[0];
  scan.add(name === undefined ? "code" : "parameter", end + (name?.length ?? 0));
  if (name !== undefined) scan.valueEnd = end + name.length;
  return null;
}

/** The offset behind the next `what`, or null. */
function after(text: string, what: string, from: number): number | null {
  const found = text.indexOf(what, from);
  return found === -1 ? null : found + what.length;
}

/** The end of a text with backslash escapes, continued on later lines or not; null where it has none. */
function escapedEnd(text: string, from: number): number | null {
  let at = from;
  for (let found = searched(ESCAPED, text, at); found !== null; found = searched(ESCAPED, text, at)) {
    at = found.start + 1;
    if (found.token === "\\" || text[at] === "'") {
      at += 1;
      continue;
    }
    GOES_ON.lastIndex = at;
    const more = GOES_ON.exec(text)?.[0];
    if (more === undefined) return at;
    at += more.length;
  }
  return null;
}

/** The end of a comment, which may have others inside; null where it has none. */
function commentEnd(text: string, from: number): number | null {
  let open = 1;
  for (
    let edge = searched(COMMENT_EDGE, text, from);
    edge;
    edge = searched(COMMENT_EDGE, text, edge.start + 2)
  ) {
    open += edge.token === "/*" ? 1 : -1;
    if (open === 0) return edge.start + 2;
  }
  return null;
}

/** The next match of a global pattern from an offset on. */
function searched(pattern: RegExp, text: string, from: number): { token: string; start: number } | null {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found && { token: found[0], start: found.index };
}
