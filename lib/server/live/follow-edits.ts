import type { Database } from "../../adapters/store/database.ts";
import type { StoredEdit } from "../../views/workflow-edits.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { shownEdits, withoutInverse } from "../workflows/edit-rows.ts";
import { onEdited } from "../workflows/edits-channel.ts";
import { openEventStream, STREAM_TIMES, type StreamRequest } from "./event-stream.ts";
import type { FeedSource } from "./feed-source.ts";
import { Follower } from "./follower.ts";
import { HEARTBEAT } from "./stream-frames.ts";

/**
 * Viewers further behind than this ask for the document: edits may be long, and most are superseded by later ones.
 */
const REACH = 200;
/** The most edits of one read; at their longest they are many megabytes. */
const PAGE = 20;

/** Refuses when the viewer has no such workflow. */
export async function requireWorkflow(viewer: Viewer, workflowId: string): Promise<void> {
  const { db } = await server();
  if (!(await isThere(db, viewer, workflowId))) throw notFound("workflow");
}

const isThere = async (db: Database, { workspaceId }: Viewer, id: string) =>
  (await db.workflow.count({ where: { id, workspaceId, deletedAt: null } })) > 0;

/**
 * A workflow's edits as an event stream: those after `after`, then each as it is stored (`id` is the seq). A viewer
 * that knows edits which are not stored, or is far behind, is told to `begin-anew`: to load the document, and then
 * ask for what follows.
 */
export async function followEdits(
  viewer: Viewer,
  workflowId: string,
  request: StreamRequest,
): Promise<ReadableStream<Uint8Array>> {
  const { db } = await server();
  await requireWorkflow(viewer, workflowId);
  const { pollMs } = { ...STREAM_TIMES, ...request.times };
  const source = editsSource(db, workflowId, pollMs);
  return openEventStream(
    viewer,
    {
      name: source.name,
      isThere: () => isThere(db, viewer, workflowId),
      follower(outlet) {
        // There may be nothing to send for a long time, and some proxies pass nothing on before the first bytes.
        outlet.send(HEARTBEAT);
        return new Follower({ owner: db, id: workflowId, source }, outlet);
      },
    },
    request,
  );
}

function editsSource(db: Database, workflowId: string, pollMs: number): FeedSource<StoredEdit> {
  return {
    name: `the edits of workflow ${workflowId}`,
    async read(after, limit) {
      const rows = await db.workflowEdit.findMany({
        where: { workflowId, seq: { gt: after } },
        orderBy: { seq: "asc" },
        take: limit,
      });
      return (await shownEdits(db, rows)).map(withoutInverse);
    },
    lastStored: async () =>
      (await db.workflow.findUnique({ where: { id: workflowId }, select: { editSeq: true } }))?.editSeq ?? 0,
    listen: (wake) => onEdited(workflowId, wake),
    pollMs,
    page: PAGE,
    headStart: 0,
    reach: REACH,
    anewFrom: "last",
    note: () => false,
  };
}
