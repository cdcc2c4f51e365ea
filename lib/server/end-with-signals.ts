import { isMainThread, parentPort } from "node:worker_threads";

/** What is said once a second, to the process or thread that watches this one, while it ends. */
export const ENDING = "ending";
/** What a thread is told, to which no signal comes. */
export const END = "end";

/**
 * Ends the process (or thread) after `end` when it is asked to: by SIGTERM or SIGINT, in a thread by the message `END`.
 * Whoever started it hears each second that it is at it, and kills what falls silent (scripts/grace.ts).
 */
export function endWithSignals(end: () => Promise<void>): void {
  let ending = false;
  async function begin(): Promise<void> {
    if (ending) return;
    ending = true;
    sayEnding();
    setInterval(sayEnding, 1_000);
    try {
      await end();
    } catch (error) {
      console.error("Ending was not orderly:", error);
    }
    process.exit(0);
  }
  if (isMainThread) for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, begin);
  else parentPort?.on("message", (message) => message === END && begin());
}

function sayEnding(): void {
  if (!isMainThread) parentPort?.postMessage(ENDING);
  // Whoever started it may be gone already.
  else if (process.connected) process.send?.(ENDING, () => {});
}
