import { constants, type DatabaseSync } from "node:sqlite";

/** The table that captures changed rows during a write; only the capturing triggers may write to it. */
export const captureTable = "tutti_capture";

const readingPragmas = new Set([
  "table_info",
  "table_xinfo",
  "table_list",
  "index_list",
  "index_info",
  "foreign_key_list",
]);

const verbs = new Map<number, string>([
  [constants.SQLITE_INSERT, "insert into"],
  [constants.SQLITE_UPDATE, "update"],
  [constants.SQLITE_DELETE, "delete from"],
]);

/**
 * Lets SQLite itself refuse what a statement may not do: in the read form everything but reading, in the write form all
 * but reading and changing rows of ordinary tables. `refused()` says what it was, for the message; `changedTable()` is the
 * table whose rows the statement itself changes.
 */
export function limitAuthority(
  db: DatabaseSync,
  form: "read" | "write",
): { refused(): string | null; changedTable(): string | null; lift(): void } {
  let refused: string | null = null;
  let changedTable: string | null = null;
  const deny = (what: string) => {
    refused ??= what;
    return constants.SQLITE_DENY;
  };
  db.setAuthorizer((action, first, second, _database, trigger) => {
    switch (action) {
      case constants.SQLITE_SELECT:
      case constants.SQLITE_READ:
      case constants.SQLITE_RECURSIVE:
        return constants.SQLITE_OK;
      case constants.SQLITE_FUNCTION:
        return second === "load_extension" ? deny("load an extension") : constants.SQLITE_OK;
      case constants.SQLITE_PRAGMA:
        return readingPragmas.has(first ?? "") ? constants.SQLITE_OK : deny(`use pragma ${first}`);
      case constants.SQLITE_INSERT:
      case constants.SQLITE_UPDATE:
      case constants.SQLITE_DELETE: {
        const ours = first === "tutti_effect" || (first === captureTable && trigger === null);
        const catalogue = first?.startsWith("sqlite_") ?? true;
        if (trigger === null) changedTable ??= first;
        return form === "write" && !ours && !catalogue
          ? constants.SQLITE_OK
          : deny(`${verbs.get(action)} ${first}`);
      }
      case constants.SQLITE_TRANSACTION:
      case constants.SQLITE_SAVEPOINT:
        return deny("begin or end a transaction");
      case constants.SQLITE_ATTACH:
      case constants.SQLITE_DETACH:
        return deny("attach another database");
      default:
        return deny("change the structure of the database");
    }
  });
  return { refused: () => refused, changedTable: () => changedTable, lift: () => db.setAuthorizer(null) };
}
