/** A workspace's settings, and the numbers that matter for them. Times are epoch ms. */
export type Settings = {
  /** The workspace's name. */
  name: string;
  /** Whether editors may make links to versions. */
  linksAllowed: boolean;
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
  /** Null: only owners are told. */
  dataDir: string | null;
  lastBackup: { at: number; file: string } | null;
};
