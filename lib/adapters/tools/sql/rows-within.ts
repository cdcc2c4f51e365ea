import type { JsonObject } from "../../../graph/json.ts";
import type { SqlLimits, SqlRows } from "./request.ts";

/** Collects rows until the row or byte limit (JSON, UTF-8) is reached; `add` gives false when the row did not fit. */
export function rowsWithin({ maxRows, maxBytes }: SqlLimits): {
  add(row: JsonObject): boolean;
  result(): SqlRows;
} {
  const rows: JsonObject[] = [];
  let bytes = 0;
  let truncated: SqlRows["truncated"] = null;
  return {
    add(row) {
      if (truncated !== null) return false;
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (bytes > maxBytes) truncated = "bytes";
      else if (rows.length >= maxRows) truncated = "rows";
      else rows.push(row);
      return truncated === null;
    },
    result: () => ({ rows, truncated }),
  };
}
