import type { Metadata } from "next";
import { DeletedRunPage } from "@/components/trace/deleted-run-page";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import { findDeletedRun } from "@/lib/server/runs/delete-run";
import { loadRun, readAllEvents } from "@/lib/server/runs/runs";
import { RunView } from "./run-view";

export async function generateMetadata({ params }: PageProps<"/runs/[id]">): Promise<Metadata> {
  const viewer = await pageViewer();
  const { id } = await params;
  const deleted = await orNotFound(findDeletedRun(viewer, id));
  if (deleted !== null) return { title: `Deleted run of ${deleted.workflowName}` };
  const { workflowName } = await orNotFound(loadRun(viewer, id));
  return { title: `Run of ${workflowName}` };
}

/** One run, as it was recorded or as far as it has come; or that it was deleted. */
export default async function Page({ params }: PageProps<"/runs/[id]">) {
  const viewer = await pageViewer();
  const { id } = await params;
  const deleted = await orNotFound(findDeletedRun(viewer, id));
  if (deleted !== null) return <DeletedRunPage run={deleted} />;
  const [header, events] = await orNotFound(Promise.all([loadRun(viewer, id), readAllEvents(viewer, id)]));
  return <RunView header={header} events={events} />;
}
