import type { Metadata } from "next";
import { cache } from "react";
import { markHidden } from "@/lib/graph/hidden-characters";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import { listConnections } from "@/lib/server/connections/connections";
import { knownPrices } from "@/lib/server/connections/prices";
import { loadLastRun } from "@/lib/server/runs/last-run";
import { publishedFor } from "@/lib/server/workflows/published-for";
import { loadRunSetup } from "@/lib/server/workflows/run-setup";
import { rememberedEdits } from "@/lib/server/workflows/workflow-edits";
import { loadWorkflow } from "@/lib/server/workflows/workflows";
import { Workbench } from "./workbench";

/** Title and page ask for the same workflow: it is read once for a request, as it may be large. */
const workflowOf = cache(async (workspace: string, id: string) =>
  orNotFound(loadWorkflow(await pageViewer(Promise.resolve({ workspace })), id)),
);

type Props = PageProps<"/w/[workspace]/workflows/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, id } = await params;
  const { name } = await workflowOf(workspace, id);
  return { title: markHidden(name) };
}

/** One workflow on its canvas; `?run=…` shows a run of it. */
export default async function Page({ params, searchParams }: Props) {
  const viewer = await pageViewer(params);
  const { workspace, id } = await params;
  const { run } = await searchParams;
  const [workflow, connections, prices, lastRun, setup] = await orNotFound(
    Promise.all([
      workflowOf(workspace, id),
      listConnections(viewer),
      knownPrices(viewer),
      loadLastRun(viewer, id),
      loadRunSetup(viewer, id, typeof run === "string" ? run : null),
    ]),
  );
  const [remembered, { workflows: published }] = await Promise.all([
    rememberedEdits(viewer, id, workflow.seq),
    publishedFor(viewer, workflow.document.graph),
  ]);
  return (
    <Workbench
      workspace={viewer.slug}
      userId={viewer.userId}
      remembered={remembered}
      workflow={workflow}
      setup={setup}
      lastRun={lastRun}
      prices={prices}
      published={published}
      connections={connections.flatMap(
        ({ id, name, config, detail, practice, offline, unreachable, isDefault }) =>
          config.kind === "unreadable"
            ? []
            : {
                id,
                name,
                kind: config.kind,
                detail,
                practice,
                offline,
                ...(unreachable === undefined ? {} : { unreachable }),
                models: config.kind === "model" ? config.models : [],
                isDefault,
              },
      )}
    />
  );
}
