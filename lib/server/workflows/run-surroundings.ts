import type { Graph } from "../../graph/graph.ts";
import type { Surroundings } from "../../graph/issue.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";
import { knownConnections } from "../connections/known-connections.ts";
import { server } from "../ports.ts";
import { MOST_PUBLISHED, publishedFor } from "./published-for.ts";

/** All that compiling a workflow's graph needs to know from outside of it. Refuses a workflow that uses too many others. */
export async function runSurroundings(
  viewer: Viewer,
  { workflowId, graph }: { workflowId: string; graph: Graph },
): Promise<Surroundings> {
  const { db, ownPrices } = await server();
  const [connections, prices, { workflows, all }] = await Promise.all([
    knownConnections(db, viewer.workspaceId),
    ownPrices.listed(viewer.workspaceId),
    publishedFor(viewer, graph),
  ]);
  if (!all)
    throw new AppError(
      "INVALID",
      `This workflow uses more than ${MOST_PUBLISHED} versions of others, directly and through them. Use fewer, or newer ones that share what they use.`,
    );
  return { ...connections, prices, workflow: workflowId, workflows };
}
