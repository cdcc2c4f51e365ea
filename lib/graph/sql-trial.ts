import { z } from "zod";
import { JsonObject } from "./json.ts";

/** A statement that a database is to read, and not to run. */
export const SqlCheck = z.strictObject({
  connectionId: z.string().max(100),
  form: z.enum(["read", "write"]),
  statement: z.string().max(200_000),
});
export type SqlCheck = z.infer<typeof SqlCheck>;

/** One text for each check. */
export const sqlCheckKey = ({ connectionId, form, statement }: SqlCheck): string =>
  JSON.stringify([connectionId, form, statement]);

/**
 * Why the database would not run a statement; `null`: it would, or that can't be known now, because it isn't reached.
 */
export type SqlChecked = { refused: string | null };

/** A statement to try while it is drawn, with example values for its parameters. One that changes rows is not run. */
export const SqlTrial = SqlCheck.extend({ parameters: JsonObject });
export type SqlTrial = z.infer<typeof SqlTrial>;

/**
 * What came of it: the first rows, that the database would run it, or what is wrong and where in the statement (UTF-16
 * units; null where nobody says).
 */
export type SqlTried =
  | { tried: "rows"; rows: JsonObject[]; truncated: boolean; notes: string[] }
  | { tried: "checked" }
  | { tried: "failed"; message: string; at: number | null };
