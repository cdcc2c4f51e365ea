import { z } from "zod";

/** Which runs the list shows. */
export const RunsFilter = z.strictObject({
  workflowId: z.string().max(100).nullable(),
  /** `partial`: ended well, with failures inside. */
  status: z.enum(["running", "ok", "partial", "failed", "cancelled"]).nullable(),
  /** The last run of the page before: only runs listed after it. `startedAt` is epoch ms. */
  before: z.strictObject({ startedAt: z.number(), runId: z.string().max(100) }).nullable(),
});
export type RunsFilter = z.infer<typeof RunsFilter>;

type Query = Record<string, string | string[] | null | undefined>;

/** The filter that an address names, as `runsPath` writes it; one that can't be read shows all. */
export function filterOf({ workflow = null, state = null, before = null, run = null }: Query): RunsFilter {
  const asked = RunsFilter.safeParse({
    workflowId: workflow,
    status: state,
    before: before === null ? null : { startedAt: Number(before), runId: run ?? "" },
  });
  return asked.success ? asked.data : { workflowId: null, status: null, before: null };
}

/** Whether a filter leaves runs out. */
export const isFiltered = (filter: RunsFilter): boolean =>
  filter.workflowId !== null || filter.status !== null || filter.before !== null;

/** The address that shows the list with this filter. */
export function runsPath({ workflowId, status, before }: RunsFilter): string {
  const query = new URLSearchParams();
  if (workflowId !== null) query.set("workflow", workflowId);
  if (status !== null) query.set("state", status);
  if (before !== null) {
    query.set("before", String(before.startedAt));
    query.set("run", before.runId);
  }
  return query.size === 0 ? "/runs" : `/runs?${query}`;
}
