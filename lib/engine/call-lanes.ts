type Waiting = { begin: () => void };

/**
 * Limits how many calls a process makes at once, over all its runs. Calls without a place wait, and the runs take
 * turns, so a run with many calls does not keep another run's calls from starting.
 */
export class CallLanes {
  private free: number;
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Resolves when the call may start, with a function that gives its place back. Once `signal` is aborted it
   * resolves at once and without a place, because the call will not be made.
   */
  take(runId: string, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.resolve(() => {});
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(this.place());
    }
    return new Promise((resolve) => {
      const stop = () => {
        this.leave(runId, waiting);
        resolve(() => {});
      };
      const waiting: Waiting = {
        begin: () => {
          signal.removeEventListener("abort", stop);
          resolve(this.place());
        },
      };
      signal.addEventListener("abort", stop, { once: true });
      this.waiting.set(runId, [...(this.waiting.get(runId) ?? []), waiting]);
    });
  }

  /** Returns a function that gives a place back once, to the first waiting call of the run whose turn it is. */
  private place(): () => void {
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const [turn] = this.waiting;
      if (!turn) {
        this.free += 1;
        return;
      }
      const [runId, [next, ...others]] = turn;
      // The run goes to the back of the queue.
      this.waiting.delete(runId);
      if (others.length > 0) this.waiting.set(runId, others);
      next?.begin();
    };
  }

  private leave(runId: string, waiting: Waiting) {
    const others = (this.waiting.get(runId) ?? []).filter((one) => one !== waiting);
    if (others.length > 0) this.waiting.set(runId, others);
    else this.waiting.delete(runId);
  }
}
