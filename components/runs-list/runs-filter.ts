/** A run in the list. Money is nano-dollars (null: unknown), times are epoch ms. */
export type RunRow = {
  id: string;
  workflowName: string;
  status: string;
  mode: "simulated" | "real";
  startedAt: number;
  durationMs: number | null;
  costNanos: number | null;
  inputTokens: number;
  outputTokens: number;
  failedStep: string | null;
  failure: string | null;
  /** A recording that came with Tutti. */
  recorded: boolean;
  /** Kept whatever the workspace's retention says. */
  pinned: boolean;
};

export type RunsFilter = {
  workflowId: string | null;
  status: "running" | "ok" | "failed" | "cancelled" | null;
  /** Only runs started before this moment, epoch ms. */
  before: number | null;
};

/** Whether a filter leaves runs out. */
export const isFiltered = (filter: RunsFilter): boolean =>
  filter.workflowId !== null || filter.status !== null || filter.before !== null;

/** The address that shows the list with this filter. */
export function runsPath({ workflowId, status, before }: RunsFilter): string {
  const query = new URLSearchParams();
  if (workflowId !== null) query.set("workflow", workflowId);
  if (status !== null) query.set("state", status);
  if (before !== null) query.set("before", String(before));
  return query.size === 0 ? "/runs" : `/runs?${query}`;
}
