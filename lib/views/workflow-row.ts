import type { FailureCounts } from "./run-row.ts";
import type { VersionUser } from "./workflow-version.ts";

/** A workflow in the list; times are epoch ms. */
export type WorkflowRow = {
  id: string;
  name: string;
  description: string;
  updatedAt: number;
  lastRun: { id: string; status: string; mode: string; startedAt: number; inside: FailureCounts } | null;
  /** What uses its versions; deleted workflows are left out. */
  usedBy: VersionUser[];
};
