import type { Clock } from "../engine/ports.ts";

/** The machine's clock: monotonic milliseconds, and waits that end early without complaint when their signal does. */
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
      // A timer takes at most 2^31 ms; who waits longer looks again.
      const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
      signal.addEventListener("abort", done);
    }),
};
