import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ToolProblem } from "../tool-problem.ts";
import { refuseColumns } from "./columns.ts";
import type { SqlLimits, SqlRequest, SqlRows, SqlValue } from "./request.ts";
import { rowsWithin } from "./rows-within.ts";
import { boundSqlite, jsonRow, prepareOne, sqliteProblem } from "./sqlite-statement.ts";

/** Runs one reading statement on a file opened read-only, without attached databases. Throws `ToolProblem`. */
export function readSqlite(
  file: string,
  statement: string,
  parameters: Record<string, SqlValue>,
  limits: SqlLimits,
): SqlRows {
  return withFile(file, statement, limits, (db) => {
    // Sorting in memory falls under the process guard; on disk nothing would bound it.
    db.exec("pragma temp_store = memory");
    const { text, values } = boundSqlite(statement, parameters);
    const prepared = preparedQuery(db, text);
    const rows = rowsWithin(limits);
    for (const row of prepared.iterate(...values)) if (!rows.add(jsonRow(row))) break;
    return rows.result();
  });
}

/** Has SQLite read a statement of either form, and not run it. Throws `ToolProblem` for what it can't run. */
export function checkSqlite(
  file: string,
  { form, statement, parameters }: Extract<SqlRequest, { work: "check" }>,
  limits: SqlLimits,
): void {
  withFile(file, statement, limits, (db) => {
    const { text } = boundSqlite(statement, parameters);
    if (form === "read") preparedQuery(db, text);
    else prepareOne(db, text, "write");
  });
}

function preparedQuery(db: DatabaseSync, text: string): StatementSync {
  const { statement } = prepareOne(db, text, "read");
  const columns = statement.columns();
  refuseColumns(columns.map(({ name }) => name));
  if (columns.length === 0)
    throw new ToolProblem(
      "sql-statement-refused",
      "Expected a statement that gives rows (select …), got one that gives none.",
    );
  return statement;
}

function withFile<T>(file: string, statement: string, limits: SqlLimits, work: (db: DatabaseSync) => T): T {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, {
      readOnly: true,
      readBigInts: true,
      timeout: Math.min(limits.timeoutMs, 3_000),
      allowUnknownNamedParameters: false,
      limits: { attach: 0, length: limits.maxBytes * 2, sqlLength: 200_000 },
    });
    return work(db);
  } catch (error) {
    throw sqliteProblem(error, statement);
  } finally {
    db?.close();
  }
}
