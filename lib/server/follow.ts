import type { TextDelta } from "../engine/ports.ts";
import type { RunEvent } from "../run/event.ts";
import { notFound } from "./app-error.ts";
import { server } from "./ports.ts";
import type { Viewer } from "./viewer.ts";

/** Pauses of a stream, ms; tests bring shorter ones. */
export type FollowTimes = { pollMs: number; heartbeatMs: number; authorityMs: number };

const TIMES: FollowTimes = { pollMs: 1_000, heartbeatMs: 15_000, authorityMs: 30_000 };
const PAGE = 200;
/** What may wait in memory for a slow reader, bytes; live text beyond it is left out. */
const BUFFER_BYTES = 1_000_000;

type Follow = {
  runId: string;
  /** The seq after which to begin. */
  after: number;
  signal: AbortSignal;
  /** Whether the viewer may still see the run; asked again every `authorityMs`. */
  stillAllowed: () => Promise<boolean>;
  times?: Partial<FollowTimes>;
};

/**
 * A run's events as an event stream: those after `after`, then each as it is stored (`id` is the seq), and the live text
 * of open calls as `event: text`, a late viewer getting it from the beginning. Ends after `run-end`.
 */
export async function followRun(viewer: Viewer, follow: Follow): Promise<ReadableStream<Uint8Array>> {
  const { log, live, db } = await server();
  const { runId, signal } = follow;
  const run = await db.run.findFirst({ where: { id: runId, workspaceId: viewer.workspaceId } });
  if (run === null) throw notFound("run");
  const times = { ...TIMES, ...follow.times };
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const wake = new Wake();
  const drained = new Wake();

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if (!stopped.aborted) controller.enqueue(encoder.encode(text));
        };
        const hasRoom = () => (controller.desiredSize ?? 0) > 0;
        const open = new Set<number>();
        // Live text before the log is caught up belongs to spans that the page doesn't know yet.
        let caughtUp = false;
        const stops = [
          log.listen(runId, () => wake.up()),
          live.watch(runId, (delta) => {
            if (caughtUp && hasRoom()) send(textFrame(delta));
          }),
          every(times.heartbeatMs, () => hasRoom() && send(": \n\n")),
          every(times.authorityMs, async () => {
            if (await follow.stillAllowed().catch(() => false)) return;
            send("event: signed-out\ndata: {}\n\n");
            stop.abort();
          }),
        ];
        const end = () => {
          wake.up();
          drained.up();
        };
        stopped.addEventListener("abort", end, { once: true });

        const pump = async () => {
          let cursor = follow.after;
          while (!stopped.aborted) {
            const events = await log.read(runId, cursor, PAGE);
            for (const event of events) {
              send(eventFrame(event));
              cursor = event.seq;
              if (event.type === "span-start" && event.work.kind === "model") open.add(event.seq);
              if (event.type === "span-end") open.delete(event.span);
              if (event.type === "run-end") return;
            }
            if (events.length === 0 && (await hasEnded(runId, cursor))) return;
            if (events.length < PAGE && !caughtUp) {
              caughtUp = true;
              for (const delta of live.soFar(runId)) send(textFrame(delta));
            }
            if (!hasRoom()) await drained.wait(times.pollMs);
            else if (events.length < PAGE) await wake.wait(times.pollMs);
          }
        };
        void pump()
          .catch((error) => console.error(`The event stream of run ${runId} broke:`, error))
          .finally(() => {
            for (const each of stops) each();
            stop.abort();
            try {
              controller.close();
            } catch {
              // The reader has left already.
            }
          });
      },
      pull: () => drained.up(),
      cancel: () => stop.abort(),
    },
    { highWaterMark: BUFFER_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );

  /** A cursor at or beyond the last event of an ended run has nothing to wait for. */
  async function hasEnded(id: string, cursor: number): Promise<boolean> {
    const [last] = cursor === 0 ? [] : await log.read(id, cursor - 1, 1);
    if (last !== undefined) return last.type === "run-end";
    const head = await db.runHead.findUnique({ where: { id }, select: { status: true } });
    return head?.status === "ended";
  }
}

const encoder = new TextEncoder();

const eventFrame = (event: RunEvent) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;

const textFrame = ({ span, offset, text }: TextDelta) =>
  `event: text\ndata: ${JSON.stringify({ span, offset, text })}\n\n`;

function every(ms: number, work: () => unknown): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}

/** A door bell: `wait` ends at the next `up`, or at one that rang since the last wait, or after `ms`. */
class Wake {
  private rung = false;
  private ring: (() => void) | null = null;

  up(): void {
    this.rung = true;
    this.ring?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.rung = false;
    this.ring = null;
  }
}
