import type { Database } from "../../adapters/store/database.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { connectionCut } from "../connections/http-connection.ts";
import { server } from "../ports.ts";
import { OUTLET_BYTES, Outlet } from "./outlet.ts";
import { RunFollower } from "./run-follower.ts";
import { watchAuthority } from "./stream-authority.ts";
import { HEARTBEAT, SIGNED_OUT } from "./stream-frames.ts";

/** Pauses of a stream, ms; tests bring shorter ones. */
export type FollowTimes = {
  pollMs: number;
  heartbeatMs: number;
  authorityMs: number;
  /** A reader who takes nothing for so long while something waits is cut off. */
  stallMs: number;
};

const TIMES: FollowTimes = { pollMs: 1_000, heartbeatMs: 10_000, authorityMs: 30_000, stallMs: 20_000 };

type Follow = {
  runId: string;
  /** The seq after which to begin. */
  after: number;
  signal: AbortSignal;
  /** Whether the viewer may still see the run; asked again every `authorityMs`, and at sign-out. */
  stillAllowed: () => Promise<boolean>;
  times?: Partial<FollowTimes>;
};

/** Refuses when the viewer has no such run. */
export async function requireRun(viewer: Viewer, runId: string): Promise<void> {
  const { db } = await server();
  if (!(await isThere(db, viewer, runId))) throw notFound("run");
}

const isThere = async (db: Database, { workspaceId }: Viewer, runId: string) =>
  (await db.run.count({ where: { id: runId, workspaceId } })) > 0;

/**
 * A run's events as an event stream: those after `after`, then each as it is stored (`id` is the seq), and the live text
 * of open calls as `event: text`, a late viewer getting it from the beginning. Who knows more events than there are is
 * told to `begin-anew`, and gets all of them. Ends after `run-end`; who reads too slowly is cut off.
 */
export async function followRun(viewer: Viewer, follow: Follow): Promise<ReadableStream<Uint8Array>> {
  const { log, live, db } = await server();
  const { runId, after } = follow;
  await requireRun(viewer, runId);
  const lastStored = async (id: string) =>
    (await db.runHead.findUnique({ where: { id }, select: { lastSeq: true } }))?.lastSeq ?? 0;

  const times = { ...TIMES, ...follow.times };
  const source = { log, live, lastStored, pollMs: times.pollMs };
  const cutConnection = connectionCut();
  const left = new AbortController();
  const { signal } = left;
  const leave = () => left.abort();
  follow.signal.addEventListener("abort", leave);
  if (follow.signal.aborted) leave();
  let taken = () => {};

  function start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const outlet = new Outlet(controller, { stallMs: times.stallMs, signal });
    const follower = new RunFollower(runId, source, outlet);
    taken = () => {
      outlet.taken();
      follower.taken();
    };
    const heartbeat = setInterval(() => outlet.hasRoom && outlet.send(HEARTBEAT), times.heartbeatMs);
    let signedOut = false;
    const leaveAuthority = watchAuthority({
      userId: viewer.userId,
      everyMs: times.authorityMs,
      async check() {
        signedOut = !(await follow.stillAllowed());
        return !signedOut && isThere(db, viewer, runId);
      },
      onLost() {
        if (signedOut) outlet.send(SIGNED_OUT);
        leave();
      },
    });
    void follower
      .follow(after, signal)
      .then((how) => {
        if (how === "over") return;
        outlet.breakOff();
        cutConnection();
      })
      .catch((error) => console.error(`The event stream of run ${runId} broke:`, error))
      .finally(() => {
        clearInterval(heartbeat);
        leaveAuthority();
        follow.signal.removeEventListener("abort", leave);
        outlet.close();
        // What was sent last may never be read.
        setTimeout(cutConnection, times.stallMs).unref();
      });
  }

  return new ReadableStream<Uint8Array>(
    { start, pull: () => taken(), cancel: leave },
    { highWaterMark: OUTLET_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
