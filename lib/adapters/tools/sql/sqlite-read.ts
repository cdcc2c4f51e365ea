import { DatabaseSync } from "node:sqlite";
import { ToolProblem } from "../tool-problem.ts";
import { refuseColumns } from "./columns.ts";
import type { SqlLimits, SqlRows, SqlValue } from "./request.ts";
import { rowsWithin } from "./rows-within.ts";
import { boundSqlite, jsonRow, prepareOne, sqliteProblem } from "./sqlite-statement.ts";

/** Runs one reading statement on a file opened read-only, without attached databases. Throws `ToolProblem`. */
export function readSqlite(
  file: string,
  statement: string,
  parameters: Record<string, SqlValue>,
  limits: SqlLimits,
): SqlRows {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, {
      readOnly: true,
      readBigInts: true,
      timeout: Math.min(limits.timeoutMs, 3_000),
      allowUnknownNamedParameters: false,
      limits: { attach: 0, length: limits.maxBytes * 2, sqlLength: 200_000 },
    });
    // Sorting in memory falls under the process guard; on disk nothing would bound it.
    db.exec("pragma temp_store = memory");
    const { text, values } = boundSqlite(statement, parameters);
    const { statement: prepared } = prepareOne(db, text, "read");
    const columns = prepared.columns();
    refuseColumns(columns.map(({ name }) => name));
    if (columns.length === 0)
      throw new ToolProblem(
        "sql-statement-refused",
        "Expected a statement that gives rows (select …), got one that gives none.",
      );
    const rows = rowsWithin(limits);
    for (const row of prepared.iterate(...values)) if (!rows.add(jsonRow(row))) break;
    return rows.result();
  } catch (error) {
    throw sqliteProblem(error, statement);
  } finally {
    db?.close();
  }
}
