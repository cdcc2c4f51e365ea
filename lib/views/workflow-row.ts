import type { FailureCounts } from "./run-row.ts";

/** A workflow in the list; times are epoch ms. */
export type WorkflowRow = {
  id: string;
  name: string;
  description: string;
  updatedAt: number;
  lastRun: { id: string; status: string; mode: string; startedAt: number; inside: FailureCounts } | null;
};
