import type { Database } from "../../adapters/store/database.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { openEventStream, STREAM_TIMES, type StreamRequest } from "./event-stream.ts";
import { Follower } from "./follower.ts";
import { runSource } from "./run-source.ts";
import { TextViewer } from "./text-viewer.ts";

/** Refuses when the viewer has no such run. */
export async function requireRun(viewer: Viewer, runId: string): Promise<void> {
  const { db } = await server();
  if (!(await isThere(db, viewer, runId))) throw notFound("run");
}

const isThere = async (db: Database, { workspaceId }: Viewer, runId: string) =>
  (await db.run.count({ where: { id: runId, workspaceId } })) > 0;

/**
 * A run's events as an event stream: those after `after`, then each as it is stored (`id` is the seq), and the live
 * text of open calls as `event: text`, from the beginning also for late viewers. A viewer that knows events which
 * are not stored is told to `begin-anew`, and gets all of them. Ends after `run-end`; readers that are too slow are
 * cut off.
 */
export async function followRun(
  viewer: Viewer,
  { runId, ...request }: StreamRequest & { runId: string },
): Promise<ReadableStream<Uint8Array>> {
  const { log, live, db } = await server();
  await requireRun(viewer, runId);
  const lastStored = async (id: string) =>
    (await db.runHead.findUnique({ where: { id }, select: { lastSeq: true } }))?.lastSeq ?? 0;
  const { pollMs } = { ...STREAM_TIMES, ...request.times };
  const source = runSource(runId, { log, live, lastStored, pollMs });
  return openEventStream(
    viewer,
    {
      name: source.name,
      isThere: () => isThere(db, viewer, runId),
      follower: (outlet) =>
        new Follower({ owner: log, id: runId, source }, outlet, new TextViewer(runId, live, outlet)),
    },
    request,
  );
}
