import type { Clock } from "../engine/ports.ts";

/** The machine's clock: monotonic milliseconds, and waits that simply end early when their signal aborts. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      // Timers take at most 2^31 ms; longer waits look again.
      const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
      signal.addEventListener("abort", done);
    }),
};
