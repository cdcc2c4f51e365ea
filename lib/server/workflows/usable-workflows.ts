import type { UsableWorkflow } from "../../views/usable-workflow.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { workflowRecord } from "./workflow-record.ts";
import { DRAFT } from "./workflow-uses.ts";

/** Of each workflow so many versions are offered, the newest first. */
const MOST_VERSIONS = 50;

/**
 * The published workflows that a node of this one may run, by name. What would close a circle is in the list with the
 * reason: the workflow itself, and whatever uses it in any of its versions, directly or through others.
 */
export async function usableWorkflows(
  viewer: Viewer,
  workflowId: string,
): Promise<{ workflows: UsableWorkflow[] }> {
  const { db } = await server();
  const { workspaceId } = viewer;
  await workflowRecord(db, workspaceId, workflowId);
  const [rows, uses] = await Promise.all([
    db.workflow.findMany({
      where: { workspaceId, deletedAt: null, versions: { some: {} } },
      select: {
        ...{ id: true, name: true },
        versions: {
          select: { version: true, note: true, at: true },
          orderBy: { version: "desc" },
          take: MOST_VERSIONS,
        },
      },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    }),
    db.workflowUse.findMany({
      where: { workflow: { workspaceId }, version: { not: DRAFT } },
      include: { workflow: { select: { name: true } } },
      orderBy: { version: "desc" },
    }),
  ]);
  const circle = whyCircle(workflowId, uses);
  return {
    workflows: rows.map(({ id, name, versions }) => {
      const why = circle.get(id) ?? null;
      const dated = versions.map((one) => ({ ...one, at: one.at.getTime() }));
      return { id, name, versions: dated, latest: dated[0]?.version ?? 0, usable: why === null, why };
    }),
  };
}

type Use = { workflowId: string; version: number; usesId: string; workflow: { name: string } };

/** Why a use of a workflow would close a circle, for each of which it would: from what uses this one outwards. */
function whyCircle(workflowId: string, uses: readonly Use[]): Map<string, string> {
  const usersOf = Map.groupBy(uses, ({ usesId }) => usesId);
  const why = new Map([[workflowId, "A workflow can't run itself."]]);
  const open = [{ id: workflowId, through: null as string | null }];
  for (let one = open.shift(); one; one = open.shift())
    for (const { workflowId: id, version, workflow } of usersOf.get(one.id) ?? []) {
      if (why.has(id)) continue;
      const what =
        one.through === null ? "this workflow" : `“${one.through}”, which leads back to this workflow`;
      why.set(id, `Its version ${version} uses ${what}.`);
      open.push({ id, through: workflow.name });
    }
  return why;
}
