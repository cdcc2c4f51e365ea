import type { Answer } from "@/components/problem/refusal.ts";

/** What the page shows. Times are epoch ms. */
export type SettingsView = {
  /** Days after which ended runs are deleted; null: they are kept. */
  retentionDays: number | null;
  runs: number;
  pinnedRuns: number;
  oldestRunAt: number | null;
  deletedRuns: number;
  /** Bytes of the logs of all runs, and of the whole database. */
  logBytes: number;
  databaseBytes: number;
  engine: "pglite" | "postgres";
  dataDir: string;
  lastBackup: { at: number; file: string } | null;
};

/** What the page can do. */
export type SettingsActions = {
  setRetention: (input: { days: number | null }) => Promise<Answer<{ days: number | null }>>;
  countOlder: (input: { days: number | null }) => Promise<Answer<{ older: number }>>;
};
