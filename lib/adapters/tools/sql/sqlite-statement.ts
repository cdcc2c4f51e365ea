import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { firstWord, isEmptySql, positional, scanSql } from "../../../graph/sql-text.ts";
import { ToolProblem, type ToolProblemCode } from "../tool-problem.ts";
import { valuesOf } from "./bound-values.ts";
import type { SqlValue } from "./request.ts";
import { limitAuthority } from "./sqlite-authority.ts";

/**
 * Prepares exactly one statement under the authority of its form. SQLite compiles the first statement of a text and
 * ignores the rest, so what it left over must be empty.
 */
export function prepareOne(
  db: DatabaseSync,
  text: string,
  form: "read" | "write",
): { statement: StatementSync; table: string | null; lift: () => void } {
  const authority = limitAuthority(db, form);
  try {
    const statement = db.prepare(text);
    if (!isEmptySql(text.slice(statement.sourceSQL.length)))
      throw new ToolProblem(
        "sql-several-statements",
        "Expected one statement, got several. Leave what comes after the first semicolon to a tool of its own.",
      );
    const table = authority.changedTable();
    if (form === "write" && table === null) throw refusedStatement("change nothing", form);
    return { statement, table, lift: authority.lift };
  } catch (error) {
    const what = authority.refused();
    if (what !== null) throw refusedStatement(what, form);
    throw error;
  }
}

/** The problem of a statement that does more than its form allows. */
export function refusedStatement(what: string, form: "read" | "write"): ToolProblem {
  return form === "read"
    ? new ToolProblem(
        "sql-write-refused",
        `This tool only reads, and the statement would ${what}. Use the writing form of the SQL tool for changes.`,
      )
    : new ToolProblem(
        "sql-statement-refused",
        `This tool changes rows of tables, and the statement would ${what}. That is not allowed here.`,
      );
}

/**
 * A statement as SQLite takes it, its parameters by number, and their values: whole numbers as integers, true and false as 1
 * and 0. Throws where SQLite would read the statement in another way than the one lexer of statements does.
 */
export function boundSqlite(
  statement: string,
  parameters: Record<string, SqlValue>,
): { text: string; values: (string | number | bigint | null)[] } {
  const { pieces } = scanSql(statement);
  for (const { kind, start, end } of pieces) {
    const foreign =
      kind === "dollar-text"
        ? "$"
        : kind === "code"
          ? /[?@$#[`:]/.exec(statement.slice(start, end))?.[0]
          : undefined;
    if (foreign !== undefined)
      throw new ToolProblem(
        "sql-error",
        `SQLite reads “${foreign}” in its own way, which is not taken here. Write parameters as :name and unusual names in double quotes.`,
      );
  }
  const { text, names } = positional(statement, "?");
  return { text, values: valuesOf(names, parameters).map(boundValue) };
}

const boundValue = (value: SqlValue) =>
  typeof value === "boolean"
    ? BigInt(value)
    : typeof value === "number" && Number.isSafeInteger(value)
      ? BigInt(value)
      : value;

/** A row as JSON: integers beyond 2^53 as text, binary values as their size. */
export function jsonRow(row: Record<string, SQLOutputValue>): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonCell(value)]));
}

function jsonCell(value: SQLOutputValue): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

/** An error of SQLite as a problem of the tool, by its primary result code (sqlite.org/rescode.html). */
export function sqliteProblem(error: unknown, statement: string): ToolProblem {
  if (error instanceof ToolProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && "errcode" in error && typeof error.errcode === "number"
      ? error.errcode & 0xff
      : 0;
  const known: Record<number, { code: ToolProblemCode; message: string; retryable?: boolean }> = {
    5: {
      code: "busy",
      message: "The database is locked by another writer. Try again in a moment.",
      retryable: true,
    },
    6: {
      code: "busy",
      message: "A table is locked by another writer. Try again in a moment.",
      retryable: true,
    },
    7: {
      code: "too-large",
      message: "The statement needs more memory than a tool may use. Read fewer rows or columns.",
    },
    8: {
      code: "sql-write-refused",
      message: `This tool only reads, and the statement (${firstWord(statement)} …) writes. Use the writing form of the SQL tool for changes.`,
    },
    14: {
      code: "unreachable",
      message:
        "The file of this database can't be opened here. The demo company is in the data folder of the server that made it.",
    },
    18: {
      code: "too-large",
      message: "A value or the statement is larger than a tool may handle. Read fewer or shorter columns.",
    },
    19: { code: "sql-constraint", message: `The database refused the change: ${message}.` },
    26: { code: "unreachable", message: "The file of this connection is not an SQLite database." },
  };
  const found = known[code] ?? {
    code: "sql-error" as const,
    message: `The database could not run the statement: ${message}.`,
  };
  return new ToolProblem(found.code, found.message, { retryable: found.retryable ?? false, cause: error });
}
