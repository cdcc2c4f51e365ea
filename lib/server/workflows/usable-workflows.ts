import type { UsableWorkflow } from "../../views/usable-workflow.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { server } from "../ports.ts";
import { workflowRecord } from "./workflow-record.ts";
import { DRAFT } from "./workflow-uses.ts";

/** Of each workflow so many versions are offered, the newest first. */
const MOST_VERSIONS = 50;

/**
 * The published workflows that a node of this one may run, by name. Versions that would close a circle are in the list
 * with the reason: those of the workflow itself, and those that use it, directly or through others.
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
  const why = whyCircle(workflowId, uses);
  return {
    workflows: rows.map(({ id, name, versions }) => ({
      ...{ id, name },
      versions: versions.map((one) => ({
        ...one,
        at: one.at.getTime(),
        why: id === workflowId ? "A workflow can't run itself." : (why.get(keyOf(id, one.version)) ?? null),
      })),
    })),
  };
}

type Use = {
  workflowId: string;
  version: number;
  usesId: string;
  usesVersion: number;
  workflow: { name: string };
};

const keyOf = (id: string, version: number) => `${version} ${id}`;

/** Why a use of a version would close a circle, for each of which it would: from what uses this workflow outwards. */
function whyCircle(workflowId: string, uses: readonly Use[]): Map<string, string> {
  const usersOf = Map.groupBy(uses, ({ usesId, usesVersion }) => keyOf(usesId, usesVersion));
  const why = new Map<string, string>();
  const open: Use[] = [];
  const close = (use: Use, used: string) => {
    const key = keyOf(use.workflowId, use.version);
    if (why.has(key)) return;
    why.set(key, `Version ${use.version} uses ${used}.`);
    open.push(use);
  };
  for (const use of uses) if (use.usesId === workflowId) close(use, "this workflow");
  for (const { workflowId: id, version, workflow } of open)
    for (const use of usersOf.get(keyOf(id, version)) ?? [])
      close(use, `version ${version} of “${workflow.name}”, which leads back to this workflow`);
  return why;
}
