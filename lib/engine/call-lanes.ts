type Waiting = { begin: () => void };

/**
 * Places for the calls that a process makes at once, over all its runs. Those that find none wait, and the runs take turns: a
 * run with many calls doesn't keep another's from beginning.
 */
export class CallLanes {
  private free: number;
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Resolves when the call may begin, with what gives its place back; at once without a place when `signal` asks to stop, as
   * nothing is going to be done then.
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

  /** What gives a place back, once: to the first call of the run whose turn it is. */
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
      // The run goes to the end of the row.
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
