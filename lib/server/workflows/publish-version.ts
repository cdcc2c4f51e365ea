import { versionDiff } from "../../graph/diff/version-diff.ts";
import type { Graph, WorkflowDocument } from "../../graph/graph.ts";
import type { Surroundings } from "../../graph/issue.ts";
import { pinnedWorkflows } from "../../graph/pinned-workflows.ts";
import { compile } from "../../plan/compile.ts";
import type { PublishVersion } from "../../views/workflow-version.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { audit } from "../workspaces/audit.ts";
import { runSurroundings } from "./run-surroundings.ts";
import { readDocument, workflowRecord } from "./workflow-record.ts";
import { usedRows } from "./workflow-uses.ts";

/**
 * Publishes a workflow as it is stored, under the next number. Refuses one that can't have a simulated run, and one in
 * which nothing has changed since its newest version.
 */
export async function publishVersion(
  viewer: Viewer<"publish">,
  { workflowId, note, seq }: PublishVersion,
): Promise<{ version: number }> {
  const { db } = await server();
  const { document, editSeq } = await workflowRecord(db, viewer.workspaceId, workflowId);
  await refuseBroken(viewer, workflowId, document);
  return db.$transaction(async (tx) => {
    // One after another, so that numbers have no gaps and each sees what the one before has published.
    const locked = await tx.$queryRaw<{ name: string; editSeq: number }[]>`
      SELECT name, "editSeq" FROM workflow
      WHERE id = ${workflowId} AND "workspaceId" = ${viewer.workspaceId} AND "deletedAt" IS NULL FOR UPDATE`;
    const [workflow] = locked;
    if (!workflow) throw notFound("workflow");
    if (seq !== undefined && (seq !== editSeq || seq !== workflow.editSeq))
      throw await changedSince(tx, workflowId, seq);
    const newest = await tx.workflowVersion.findFirst({
      where: { workflowId },
      orderBy: { version: "desc" },
    });
    if (newest && newest.editSeq > editSeq) throw await overtaken(tx, newest);
    if (newest && versionDiff(readDocument(newest.document, workflow.name), document).length === 0)
      throw new AppError(
        "INVALID",
        `Nothing has changed since version ${newest.version}, so there is nothing to publish.`,
      );
    const version = (newest?.version ?? 0) + 1;
    const { nodes } = document.graph;
    await tx.workflowVersion.create({
      data: {
        ...{ workflowId, version, note, editSeq, nodes: nodes.length, publishedBy: viewer.userId },
        document: JSON.stringify(document),
      },
    });
    await tx.workflowUse.createMany({
      data: usedRows(document.graph).map((row) => ({ workflowId, version, ...row })),
    });
    const about = { id: workflowId, name: workflow.name };
    await audit(tx, viewer, { what: "version-publish", about, after: { version, editSeq, note } });
    return { version };
  });
}

async function refuseBroken(viewer: Viewer, workflowId: string, { graph }: WorkflowDocument): Promise<void> {
  const surroundings = await runSurroundings(viewer, { workflowId, graph });
  const compiled = compile(graph, surroundings, { mode: "simulated" });
  if (compiled.ok) return refuseBrokenUses(workflowId, graph, surroundings);
  const [first, ...others] = compiled.issues;
  const more =
    others.length === 0
      ? ""
      : ` ${others.length === 1 ? "1 more problem" : `${others.length} more problems`} besides.`;
  throw new AppError("INVALID", `This workflow can't be published yet: ${first?.message}${more}`);
}

/** What is published uses what was published before it, and never itself: whoever follows the uses comes to an end. */
function refuseBrokenUses(workflowId: string, graph: Graph, { workflows = [] }: Surroundings): void {
  const circle = workflows.find(({ id }) => id === workflowId);
  if (circle)
    throw new AppError(
      "INVALID",
      `This workflow can't be published yet: it leads back to itself, to its version ${circle.version}.`,
    );
  const missing = pinnedWorkflows(graph).find(
    (pin) => !workflows.some(({ id, version }) => id === pin.id && version === pin.version),
  );
  if (missing)
    throw new AppError(
      "INVALID",
      `This workflow can't be published yet: it runs version ${missing.version} of a workflow that isn't here. Choose another.`,
    );
}

/** The draft is not what was looked at any more. */
async function changedSince(tx: Transaction, workflowId: string, seq: number) {
  const last = await tx.workflowEdit.findFirst({
    where: { workflowId, seq: { gt: seq } },
    orderBy: { seq: "desc" },
    select: { userId: true },
  });
  const by = last && (await tx.user.findUnique({ where: { id: last.userId }, select: { name: true } }));
  return new AppError(
    "CONFLICT",
    `${by?.name ?? "Somebody"} has changed the workflow meanwhile. What is new is shown above: look at it, then publish.`,
  );
}

/** Somebody has published a later state of the workflow in this moment. */
async function overtaken(tx: Transaction, newest: { version: number; publishedBy: string }) {
  const by = await tx.user.findUnique({ where: { id: newest.publishedBy }, select: { name: true } });
  return new AppError(
    "CONFLICT",
    `${by?.name ?? "Somebody"} has just published version ${newest.version}. Look at it, then publish again if something is missing in it.`,
  );
}
