import type { Database } from "../adapters/store/database.ts";

/** The database inside a transaction; nothing else may be asked of it until that ends. */
export type Transaction = Omit<Database, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;
