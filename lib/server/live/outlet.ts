import { Bell } from "./bell.ts";

/** How much may wait for a reader, bytes; together with the last piece added it is well under a megabyte. */
export const OUTLET_BYTES = 262_144;

/** The reader has stopped reading. By this name the framework knows that nothing is wrong on our side. */
class ReaderStalled extends Error {
  override name = "AbortError";
}

/** The output to one reader, who may be slow: it buffers a bounded amount, and tells when there is room again. */
export class Outlet {
  private readonly controller: ReadableStreamDefaultController<Uint8Array>;
  private readonly stallMs: number;
  private readonly signal: AbortSignal;
  private readonly drained = new Bell();
  private closed = false;

  /** A reader who takes nothing for `stallMs` has stalled; after `signal` nobody waits for room. */
  constructor(
    controller: ReadableStreamDefaultController<Uint8Array>,
    { stallMs, signal }: { stallMs: number; signal: AbortSignal },
  ) {
    this.controller = controller;
    this.stallMs = stallMs;
    this.signal = signal;
    signal.addEventListener("abort", () => this.drained.ring());
  }

  get hasRoom(): boolean {
    return !this.closed && (this.controller.desiredSize ?? 0) > 0;
  }

  send(bytes: Uint8Array): void {
    if (!this.closed) this.controller.enqueue(bytes);
  }

  /** Called when the reader has taken something. */
  taken(): void {
    this.drained.ring();
  }

  /** Resolves once there is room, or nobody needs it any more; false when the reader has stalled. */
  async room(): Promise<boolean> {
    while (!this.hasRoom && !this.closed && !this.signal.aborted)
      if (!(await this.drained.wait(this.stallMs))) return false;
    return true;
  }

  /** Ends the stream after what was sent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.drained.ring();
    try {
      this.controller.close();
    } catch {
      // The reader has already gone.
    }
  }

  /** Ends the stream at once, and drops what was not read. */
  breakOff(): void {
    if (this.closed) return;
    this.closed = true;
    this.drained.ring();
    this.controller.error(new ReaderStalled("the reader took nothing for too long"));
  }
}
