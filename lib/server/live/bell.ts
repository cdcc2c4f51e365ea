/** A bell: `wait` ends at the next `ring`, at once if it rang since the last wait, or after `ms` if given. */
export class Bell {
  private rung = false;
  private answer: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.answer?.();
  }

  /** True when it rang, false when the time is over. Only one caller may wait at a time. */
  async wait(ms?: number): Promise<boolean> {
    if (!this.rung)
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.answer = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const { rung } = this;
    this.rung = false;
    this.answer = null;
    return rung;
  }
}
