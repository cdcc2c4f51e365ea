import { z } from "zod";

/** The form of backup files. Raised when an older Tutti could not read the new form. */
export const BACKUP_FORMAT = 1;

/** The first line of a backup: what it is, and the migrations that its tables had had, in their order. */
export const BackupHeader = z.object({
  tutti: z.literal("backup"),
  format: z.number().int(),
  madeAt: z.string(),
  engine: z.enum(["pglite", "postgres"]),
  migrations: z.array(z.string()),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** Rows of one table as PostgreSQL writes them as JSON; or a piece (base64) of a file of the data folder. */
export const BackupPart = z.union([
  z.strictObject({ table: z.string(), rows: z.array(z.record(z.string(), z.unknown())).min(1) }),
  z.strictObject({ file: z.string(), bytes: z.base64() }),
]);

/** The last line: how many rows and bytes there were, and the SHA-256 of every line before. */
export const BackupEnd = z.strictObject({
  end: z.strictObject({
    rows: z.record(z.string(), z.number().int()),
    files: z.record(z.string(), z.number().int()),
    sha256: z.string(),
  }),
});
export type BackupEnd = z.infer<typeof BackupEnd>["end"];
