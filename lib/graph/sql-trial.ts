import { z } from "zod";
import { JsonObject } from "./json.ts";

/** A statement to try while it is drawn, with example values for its parameters. */
export const SqlTrial = z.strictObject({
  connectionId: z.string().max(100),
  /** "write": the database reads the statement, and nothing is run. */
  form: z.enum(["read", "write"]),
  statement: z.string().max(200_000),
  parameters: JsonObject,
});
export type SqlTrial = z.infer<typeof SqlTrial>;

/**
 * What came of it: the first rows, that the database would run it, or what is wrong and where in the statement (UTF-16
 * units; null where nobody says).
 */
export type SqlTried =
  | { tried: "rows"; rows: JsonObject[]; truncated: boolean; notes: string[] }
  | { tried: "checked" }
  | { tried: "failed"; message: string; at: number | null };
