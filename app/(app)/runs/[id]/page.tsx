import type { Metadata } from "next";
import { orNotFound, pageViewer } from "@/lib/server/page-viewer";
import { loadRun, readAllEvents } from "@/lib/server/runs";
import { RunView } from "./run-view";

export async function generateMetadata({ params }: PageProps<"/runs/[id]">): Promise<Metadata> {
  const viewer = await pageViewer();
  const { workflowName } = await orNotFound(loadRun(viewer, (await params).id));
  return { title: `Run of ${workflowName}` };
}

/** One run, as it was recorded or as far as it has come. */
export default async function Page({ params }: PageProps<"/runs/[id]">) {
  const viewer = await pageViewer();
  const { id } = await params;
  const [header, events] = await orNotFound(Promise.all([loadRun(viewer, id), readAllEvents(viewer, id)]));
  return <RunView header={header} events={events} />;
}
