import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { RunsPage } from "@/components/runs-list/runs-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { listRuns } from "@/lib/server/runs/runs";
import { listWorkflowNames } from "@/lib/server/workflows/workflows";
import { filterOf } from "@/lib/views/runs-filter";
import { deleteRun, pinRun } from "../actions";

export const metadata: Metadata = { title: "Runs" };

/** The list of runs; `?workflow=…&state=…&before=…&run=…` says which. */
export default async function Page({ params, searchParams }: PageProps<"/w/[workspace]/runs">) {
  const viewer = await pageViewer(params);
  const filter = filterOf(await searchParams);
  const [{ runs, more }, workflows] = await Promise.all([
    listRuns(viewer, filter),
    listWorkflowNames(viewer),
  ]);
  return (
    <RunsPage
      runs={runs}
      more={more}
      filter={filter}
      workflows={workflows}
      actions={bindActions(viewer.slug, { deleteRun, pinRun })}
    />
  );
}
