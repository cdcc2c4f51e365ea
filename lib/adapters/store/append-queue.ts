import type { RunAppend } from "./append-statement.ts";
import { isTransient } from "./transient.ts";

type Entry = { append: RunAppend; done: PromiseWithResolvers<boolean> };

/** How many ids fit into one NOTIFY. */
const MOST_RUNS = 200;

/**
 * Flushes the appends of all runs of a process together: what arrives during a flush goes with the next one, in one
 * commit. `write` performs a flush and returns the ids of the runs that were written.
 */
export class AppendQueue {
  private readonly write: (appends: RunAppend[]) => Promise<Set<string>>;
  private waiting: Entry[] = [];
  private flushing = false;

  constructor(write: (appends: RunAppend[]) => Promise<Set<string>>) {
    this.write = write;
  }

  /** True once it is committed; false when the lease no longer has the run. A run appends one thing at a time. */
  append(append: RunAppend): Promise<boolean> {
    const done = Promise.withResolvers<boolean>();
    this.waiting.push({ append, done });
    if (!this.flushing) void this.flush();
    return done.promise;
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    while (this.waiting.length > 0) await this.commit(this.waiting.splice(0, MOST_RUNS));
    this.flushing = false;
  }

  /**
   * A flush that the database refuses is repeated run by run, so that one run's trouble does not affect the others.
   */
  private async commit(entries: Entry[]): Promise<void> {
    try {
      const written = await this.write(entries.map(({ append }) => append));
      for (const { append, done } of entries) done.resolve(written.has(append.lease.runId));
    } catch (error) {
      if (entries.length === 1 || isTransient(error)) for (const { done } of entries) done.reject(error);
      else for (const entry of entries) await this.commit([entry]);
    }
  }
}
