import type { Metadata } from "next";
import { RunsPage } from "@/components/runs-list/runs-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { listRuns, RunFilter } from "@/lib/server/runs/runs";
import { listWorkflows } from "@/lib/server/workflows/workflows";
import { deleteRun, pinRun } from "../actions";

export const metadata: Metadata = { title: "Runs" };

/** The list of runs; `?workflow=…&state=…&before=…` says which. What can't be read shows all. */
export default async function Page({ searchParams }: PageProps<"/runs">) {
  const viewer = await pageViewer();
  const { workflow = null, state = null, before = null } = await searchParams;
  const asked = RunFilter.safeParse({
    workflowId: workflow,
    status: state,
    before: before === null ? null : Number(before),
  });
  const filter = asked.success ? asked.data : { workflowId: null, status: null, before: null };
  const [{ runs, more }, workflows] = await Promise.all([listRuns(viewer, filter), listWorkflows(viewer)]);
  return (
    <RunsPage
      runs={runs}
      more={more}
      filter={filter}
      workflows={workflows.map(({ id, name }) => ({ id, name }))}
      actions={{ deleteRun, pinRun }}
    />
  );
}
