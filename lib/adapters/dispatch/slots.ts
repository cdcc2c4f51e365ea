/** Runs work in the background, at most `count` at a time. */
export class Slots {
  private readonly count: number;
  private readonly working = new Set<Promise<void>>();
  private freed = Promise.withResolvers<void>();
  private closed = false;

  constructor(count: number) {
    this.count = count;
  }

  /** Begins the work once a slot is free, and does not await it; `work` must not reject. False: closed before that. */
  async begin(work: () => Promise<void>): Promise<boolean> {
    while (this.working.size >= this.count && !this.closed) await this.freed.promise;
    if (this.closed) return false;
    const done = work().then(() => {
      this.working.delete(done);
      this.wake();
    });
    this.working.add(done);
    return true;
  }

  /** Begins nothing more, and waits for what has begun. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await Promise.all(this.working);
  }

  private wake(): void {
    this.freed.resolve();
    this.freed = Promise.withResolvers();
  }
}
