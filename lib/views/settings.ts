/** A workspace's settings, and the numbers that matter for them. Times are epoch ms. */
export type Settings = {
  /** Days after which ended runs are deleted; null: they are kept. */
  retentionDays: number | null;
  runs: number;
  pinnedRuns: number;
  oldestRunAt: number | null;
  deletedRuns: number;
  /** Bytes that the logs of all runs take in the database, indexes included. */
  logBytes: number;
  /** Bytes of the whole database. */
  databaseBytes: number;
  engine: "pglite" | "postgres";
  dataDir: string;
  lastBackup: { at: number; file: string } | null;
};
