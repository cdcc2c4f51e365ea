import type { Dispatch } from "../../engine/ports.ts";

/** Brings nudges to the one handler of this process, for tests. Those that come before it wait for it. */
export function createMemoryDispatch(): Dispatch {
  const queued = new Set<string>();
  let handle: ((runId: string) => Promise<void>) | undefined;
  let handling: Promise<void> | undefined;
  let stopped = false;

  async function handleAll(): Promise<void> {
    for (const runId of queued) {
      if (handle === undefined || stopped) break;
      queued.delete(runId);
      await handle(runId).catch((error) => console.error(`The nudge for run ${runId} failed:`, error));
    }
    handling = undefined;
  }

  return {
    async nudge(runId) {
      queued.add(runId);
      handling ??= Promise.resolve().then(handleAll);
    },

    async work(handler) {
      if (handle !== undefined) throw new Error("this dispatch has a handler already");
      handle = handler;
      handling ??= Promise.resolve().then(handleAll);
    },

    async stop() {
      stopped = true;
      await handling;
    },
  };
}
