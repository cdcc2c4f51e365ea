import type { Dispatch } from "../../engine/ports.ts";
import { Slots } from "../dispatch/slots.ts";

/** Brings runs to the one handler of this process, for tests. Nudges that come before it wait for it. */
export function createMemoryDispatch(): Dispatch {
  const queued = new Set<string>();
  const later = new Map<string, NodeJS.Timeout>();
  let slots: Slots | undefined;
  let take: ((runId: string) => void) | undefined;

  function nudgeNow(runId: string): void {
    if (queued.has(runId)) return;
    queued.add(runId);
    take?.(runId);
  }

  return {
    async nudge(runId, delayMs = 0) {
      if (delayMs <= 0) return nudgeNow(runId);
      clearTimeout(later.get(runId));
      later.set(
        runId,
        setTimeout(() => {
          later.delete(runId);
          nudgeNow(runId);
        }, delayMs),
      );
    },

    async work(handler, count) {
      if (slots !== undefined) throw new Error("this dispatch has a handler already");
      const own = new Slots(count);
      slots = own;
      take = (runId) => {
        void own.begin(async () => {
          queued.delete(runId);
          await handler(runId).catch((error) => console.error(`Run ${runId} could not be driven:`, error));
        });
      };
      for (const runId of [...queued]) take(runId);
    },

    async stop() {
      for (const timer of later.values()) clearTimeout(timer);
      await slots?.close();
    },
  };
}
