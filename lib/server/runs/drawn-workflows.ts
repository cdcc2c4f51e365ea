import { storedDocument } from "../../graph/parse-document.ts";
import type { Plan } from "../../plan/plan.ts";
import { pinOf } from "../../plan/plan-id.ts";
import type { DrawnWorkflow } from "../../views/drawn-workflow.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";

/**
 * The published versions that a run visits, as they were drawn; also of workflows that are deleted. What the workspace
 * doesn't have, as for a run from elsewhere, and what this version can't read, is left out.
 */
export async function drawnWorkflows(viewer: Viewer, { plans }: Plan): Promise<DrawnWorkflow[]> {
  const used = Object.keys(plans).flatMap((plan) => {
    const pin = pinOf(plan);
    return pin ? [{ ...pin, plan }] : [];
  });
  if (used.length === 0) return [];
  const { db } = await server();
  const rows = await db.workflowVersion.findMany({
    where: {
      OR: used.map(({ id, version }) => ({ workflowId: id, version })),
      workflow: { workspaceId: viewer.workspaceId },
    },
    select: { workflowId: true, version: true, document: true, workflow: { select: { name: true } } },
  });
  return rows.flatMap(({ workflowId: id, version, document, workflow: { name } }) => {
    const plan = used.find((one) => one.id === id && one.version === version)?.plan;
    const drawn = readDrawing(document, `workflow ${id}, version ${version}`);
    return plan !== undefined && drawn ? [{ plan, id, version, name, document: drawn }] : [];
  });
}

function readDrawing(text: string, of: string): DrawnWorkflow["document"] | null {
  try {
    return storedDocument(text);
  } catch (cause) {
    console.warn(`${of}: its drawing can't be read and is left out:`, cause);
    return null;
  }
}
