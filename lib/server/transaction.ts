import type { Database } from "../adapters/store/database.ts";

/** The records inside a transaction; nothing else may be asked of the database until it ends. */
export type Transaction = Omit<Database, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;
