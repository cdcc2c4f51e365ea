import type { Metadata } from "next";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import { listConnections } from "@/lib/server/connections/connections";
import { knownPrices } from "@/lib/server/connections/prices";
import { loadLastRun } from "@/lib/server/runs/last-run";
import { loadRunSetup } from "@/lib/server/workflows/run-setup";
import { rememberedEdits } from "@/lib/server/workflows/workflow-edits";
import { loadWorkflow } from "@/lib/server/workflows/workflows";
import { Workbench } from "./workbench";

export async function generateMetadata({ params }: PageProps<"/workflows/[id]">): Promise<Metadata> {
  const viewer = await pageViewer();
  const { name } = await orNotFound(loadWorkflow(viewer, (await params).id));
  return { title: name };
}

/** One workflow on its canvas; `?run=…` shows a run of it. */
export default async function Page({ params, searchParams }: PageProps<"/workflows/[id]">) {
  const viewer = await pageViewer();
  const { id } = await params;
  const { run } = await searchParams;
  const [workflow, connections, prices, lastRun, setup] = await orNotFound(
    Promise.all([
      loadWorkflow(viewer, id),
      listConnections(viewer),
      knownPrices(viewer),
      loadLastRun(viewer, id),
      loadRunSetup(viewer, id, typeof run === "string" ? run : null),
    ]),
  );
  const remembered = await rememberedEdits(viewer, id, workflow.seq);
  return (
    <Workbench
      userId={viewer.userId}
      remembered={remembered}
      workflow={workflow}
      setup={setup}
      lastRun={lastRun}
      prices={prices}
      connections={connections.flatMap(({ id, name, config, detail, practice, offline }) =>
        config.kind === "unreadable"
          ? []
          : {
              id,
              name,
              kind: config.kind,
              detail,
              practice,
              offline,
              models: config.kind === "model" ? config.models : [],
            },
      )}
    />
  );
}
