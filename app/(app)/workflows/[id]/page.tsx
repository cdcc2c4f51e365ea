import type { Metadata } from "next";
import { listConnections } from "@/lib/server/connections";
import { loadLastRun } from "@/lib/server/last-run";
import { orNotFound, pageViewer } from "@/lib/server/page-viewer";
import { loadWorkflow } from "@/lib/server/workflows";
import { Workbench } from "./workbench";

export async function generateMetadata({ params }: PageProps<"/workflows/[id]">): Promise<Metadata> {
  const viewer = await pageViewer();
  const { name } = await orNotFound(loadWorkflow(viewer, (await params).id));
  return { title: name };
}

/** One workflow on its canvas. */
export default async function Page({ params }: PageProps<"/workflows/[id]">) {
  const viewer = await pageViewer();
  const { id } = await params;
  const [workflow, connections, lastRun] = await orNotFound(
    Promise.all([loadWorkflow(viewer, id), listConnections(viewer), loadLastRun(viewer, id)]),
  );
  return (
    <Workbench
      workflow={workflow}
      lastRun={lastRun}
      connections={connections.map(({ id, name, config, detail, practice, offline }) => ({
        id,
        name,
        kind: config.kind,
        detail,
        practice,
        offline,
        models: config.kind === "model" ? config.models : [],
      }))}
    />
  );
}
