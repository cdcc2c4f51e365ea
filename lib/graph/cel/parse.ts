import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { type PathRead, pathOf, readsOf } from "../path-reads.ts";
import { syntaxWords } from "./syntax-words.ts";

/** The longest expression, characters. */
const MAX_EXPRESSION_LENGTH = 2_000;

/** The most nodes and levels of an expression. */
const LIMITS = {
  maxAstNodes: 500,
  maxDepth: 32,
  maxListElements: 200,
  maxMapEntries: 200,
  maxCallArguments: 16,
};

/** A parsed expression, or why it can't be parsed and where (0-based character). */
export type Parsed =
  | { ok: true; source: string; ast: ASTNode; reads: readonly PathRead[]; paths: readonly string[] }
  | { ok: false; message: string; at: number | null };

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: LIMITS,
});

const KEPT = 2_000;
const parsed = new Map<string, Parsed>();

/**
 * Parses an expression. The library only parses; evaluation and checks are our own, because the library can't count
 * steps.
 */
export function parse(source: string): Parsed {
  const known = parsed.get(source);
  if (known) return known;
  const fresh = read(source);
  if (parsed.size >= KEPT) parsed.clear();
  // Sources that are too long are not cached.
  if (source.length <= MAX_EXPRESSION_LENGTH) parsed.set(source, fresh);
  return fresh;
}

function read(source: string): Parsed {
  if (source.trim() === "") return { ok: false, message: "there is no expression here yet", at: null };
  if (source.length > MAX_EXPRESSION_LENGTH)
    return {
      ok: false,
      message: `an expression has at most 2,000 characters, and this one has ${source.length}`,
      at: null,
    };
  try {
    const { ast } = environment.parse(source);
    const reads = readsOf(ast);
    return { ok: true, source, ast, reads, paths: [...new Set(reads.map(pathOf))] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { ok: false, ...syntaxWords(source, error) };
  }
}
