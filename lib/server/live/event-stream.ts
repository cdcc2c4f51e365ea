import type { Viewer } from "../accounts/viewer.ts";
import { connectionCut } from "../connections/http-connection.ts";
import { OUTLET_BYTES, Outlet } from "./outlet.ts";
import { watchAuthority } from "./stream-authority.ts";
import { ACCESS_CHANGED, HEARTBEAT, SIGNED_OUT } from "./stream-frames.ts";

/** Timings of a stream, ms; tests use shorter ones. */
export type StreamTimes = {
  pollMs: number;
  heartbeatMs: number;
  authorityMs: number;
  /** A reader who takes nothing for this long, although something is waiting, is cut off. */
  stallMs: number;
};

export const STREAM_TIMES: StreamTimes = {
  pollMs: 1_000,
  heartbeatMs: 10_000,
  authorityMs: 30_000,
  stallMs: 20_000,
};

/** A viewer's access compared with what it was when the stream began: the same, gone with the session, or another. */
export type Access = "same" | "signed-out" | "changed";

/** Who asks for a stream, and from where it should start. */
export type StreamRequest = {
  /** The seq after which the stream starts. */
  after: number;
  signal: AbortSignal;
  /** Ends it in order when the process ends. */
  ending?: AbortSignal;
  /** What the viewer's access is by now; checked every `authorityMs`, and when somebody signs out or gets another role. */
  access: () => Promise<Access>;
  times?: Partial<StreamTimes>;
};

type Content = {
  /** The name of what is followed, for the server's log: "run r1". */
  name: string;
  /** Whether it exists for this viewer. */
  isThere: () => Promise<boolean>;
  /** Creates the follower that sends the items to the outlet. */
  follower: (outlet: Outlet) => {
    follow(after: number, signal: AbortSignal): Promise<"over" | "stalled">;
    /** Called when the reader has taken something. */
    taken(): void;
  };
};

/**
 * An event stream of a follower's items, with a heartbeat, for as long as its viewer may see them; readers that are
 * too slow are cut off.
 */
export function openEventStream(
  viewer: Viewer,
  { name, isThere, follower: makeFollower }: Content,
  request: StreamRequest,
): ReadableStream<Uint8Array> {
  const times = { ...STREAM_TIMES, ...request.times };
  const cutConnection = connectionCut();
  const left = new AbortController();
  const { signal } = left;
  const leave = () => left.abort();
  const ends = [request.signal, ...(request.ending ? [request.ending] : [])];
  for (const end of ends) end.addEventListener("abort", leave);
  if (ends.some(({ aborted }) => aborted)) leave();
  let taken = () => {};

  function start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const outlet = new Outlet(controller, { stallMs: times.stallMs, signal });
    const follower = makeFollower(outlet);
    taken = () => {
      outlet.taken();
      follower.taken();
    };
    const heartbeat = setInterval(() => outlet.hasRoom && outlet.send(HEARTBEAT), times.heartbeatMs);
    let access: Access = "same";
    const leaveAuthority = watchAuthority({
      userId: viewer.userId,
      everyMs: times.authorityMs,
      async check() {
        access = await request.access();
        return access === "same" && isThere();
      },
      onLost() {
        if (access === "signed-out") outlet.send(SIGNED_OUT);
        if (access === "changed") outlet.send(ACCESS_CHANGED);
        leave();
      },
    });
    void follower
      .follow(request.after, signal)
      .then((how) => {
        if (how === "over") return;
        outlet.breakOff();
        cutConnection();
      })
      .catch((error) => console.error(`The event stream of ${name} broke:`, error))
      .finally(() => {
        clearInterval(heartbeat);
        leaveAuthority();
        for (const end of ends) end.removeEventListener("abort", leave);
        outlet.close();
        // The last piece may never be read.
        setTimeout(cutConnection, times.stallMs).unref();
      });
  }

  return new ReadableStream<Uint8Array>(
    { start, pull: () => taken(), cancel: leave },
    { highWaterMark: OUTLET_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
