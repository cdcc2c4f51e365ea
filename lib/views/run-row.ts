import type { RunMode } from "../run/run-mode.ts";

/** How many visits inside a run failed although it went on, and how many results its answer lacks. */
export type FailureCounts = { failed: number; missing: number };

/** A run in the list. Money is nano-dollars (null: unknown), times are epoch ms. */
export type RunRow = {
  id: string;
  workflowName: string;
  status: string;
  mode: RunMode;
  startedAt: number;
  durationMs: number | null;
  costNanos: number | null;
  inputTokens: number;
  outputTokens: number;
  failedStep: string | null;
  failure: string | null;
  inside: FailureCounts;
  /** A recording that came with Tutti. */
  recorded: boolean;
  /** Kept whatever the workspace's retention says. */
  pinned: boolean;
};
