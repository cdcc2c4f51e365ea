import type { Metadata } from "next";
import { cache } from "react";
import { DeletedRunPage } from "@/components/trace/deleted-run-page";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import { findDeletedRun } from "@/lib/server/runs/delete-run";
import { loadRun, readAllEvents } from "@/lib/server/runs/runs";
import { RunView } from "./run-view";

/** Title and page ask for the same: it is read once for a request. */
const runOf = cache(async (workspace: string, id: string) => {
  const viewer = await pageViewer(Promise.resolve({ workspace }));
  const deleted = await orNotFound(findDeletedRun(viewer, id));
  return deleted === null ? { header: await orNotFound(loadRun(viewer, id)) } : { deleted };
});

export async function generateMetadata({ params }: PageProps<"/w/[workspace]/runs/[id]">): Promise<Metadata> {
  const { workspace, id } = await params;
  const run = await runOf(workspace, id);
  if (run.deleted) return { title: `Deleted run of ${run.deleted.workflowName}` };
  return { title: `Run of ${run.header.workflowName}` };
}

/** One run, as it was recorded or as far as it has come; or that it was deleted. */
export default async function Page({ params }: PageProps<"/w/[workspace]/runs/[id]">) {
  const { workspace, id } = await params;
  const run = await runOf(workspace, id);
  if (run.deleted) return <DeletedRunPage run={run.deleted} />;
  const viewer = await pageViewer(params);
  const events = await orNotFound(readAllEvents(viewer, id));
  return <RunView workspace={viewer.slug} header={run.header} events={events} />;
}
