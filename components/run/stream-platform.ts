import type { StreamPlatform } from "./event-stream.ts";

/**
 * Streams that all tabs of this browser together keep open. Over HTTP/1.1 a browser has six connections to one origin:
 * with a seventh tab every click would wait for ever. Beside the seats one more tab looks in at a time.
 */
const SEATS = 3;
const STATUS_PATIENCE_MS = 5_000;

/** The event of the window by which a page learns that what its person may do has changed. */
export const ACCESS_CHANGED = "tutti-access-changed";

/** The browser itself. */
export const browserPlatform: StreamPlatform = {
  open: (url) => new EventSource(url),
  hidden: () => document.hidden,
  onVisibility(changed) {
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  },
  onOnline(changed) {
    window.addEventListener("online", changed);
    return () => window.removeEventListener("online", changed);
  },
  later(action, ms) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  claim(wanted, given) {
    // Without https, and away from localhost, browsers have no locks.
    const locks: LockManager | undefined = navigator.locks;
    if (locks === undefined) {
      given(() => {});
      return () => {};
    }
    const leaving = new AbortController();
    const hold = () => new Promise<void>((giveBack) => given(giveBack));
    if (wanted === "turn")
      // Rejected when it is left before its turn.
      locks.request("tutti stream turn", { signal: leaving.signal }, hold).catch(() => {});
    else void takeSeat(1);
    return () => leaving.abort();

    async function takeSeat(number: number): Promise<void> {
      const free = await new Promise<boolean>((resolve) => {
        void locks?.request(`tutti stream seat ${number}`, { ifAvailable: true }, async (lock) => {
          resolve(lock !== null);
          if (lock !== null && !leaving.signal.aborted) await hold();
        });
      });
      if (free || leaving.signal.aborted) return;
      if (number < SEATS) await takeSeat(number + 1);
      else given(null);
    }
  },
  async status(url) {
    try {
      const { status } = await fetch(url, {
        method: "HEAD",
        signal: AbortSignal.timeout(STATUS_PATIENCE_MS),
      });
      return status;
    } catch {
      return null;
    }
  },
  accessChanged: () => window.dispatchEvent(new Event(ACCESS_CHANGED)),
  spread: () => 0.75 + Math.random() / 2,
};
