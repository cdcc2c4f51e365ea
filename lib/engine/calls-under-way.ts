import type { BodyOf, EventOf } from "../run/event.ts";
import type { CallLanes } from "./call-lanes.ts";
import { callEnd, type Performing, performCall } from "./perform.ts";

type Tell = {
  /** A call has ended. */
  ended(body: BodyOf<"span-end">): void;
  /** Performing a call threw, which it must not do. */
  broken(error: unknown): void;
  /** A call is no longer under way; called after one of the others. */
  left(): void;
};

/** The calls of one run that are under way in this process, by span. */
export class CallsUnderWay {
  private readonly run: Performing;
  private readonly lanes: CallLanes | undefined;
  private readonly tell: Tell;
  private readonly stops = new Map<number, AbortController>();

  constructor(run: Performing, lanes: CallLanes | undefined, tell: Tell) {
    this.run = run;
    this.lanes = lanes;
    this.tell = tell;
  }

  get size(): number {
    return this.stops.size;
  }

  /** Performs a call that the log has begun, once there is a place for it. */
  begin(event: EventOf<"span-start">): void {
    const { clock } = this.run.ports;
    const controller = new AbortController();
    this.stops.set(event.seq, controller);
    let startedAt = clock.monotonic();
    const inLane = this.lanes?.take(this.run.runId, controller.signal);
    const performed = inLane
      ? inLane.then((leave) => {
          startedAt = clock.monotonic();
          // Stopped while it waited, so it never started.
          if (controller.signal.aborted) return callEnd(event.seq, { status: "cancelled" });
          return performCall(this.run, event, controller.signal).finally(leave);
        })
      : performCall(this.run, event, controller.signal);
    performed
      .then((body) => {
        body.durationMs = Math.max(0, Math.round((clock.monotonic() - startedAt) * 1000) / 1000);
        this.tell.ended(body);
      })
      .catch((error: unknown) => this.tell.broken(error))
      .finally(() => {
        this.stops.delete(event.seq);
        this.tell.left();
      });
  }

  stop(span: number): void {
    this.stops.get(span)?.abort();
  }

  stopAll(): void {
    for (const controller of this.stops.values()) controller.abort();
  }

  stopModels(): void {
    for (const [span, controller] of this.stops) if (this.kindOf(span) === "model") controller.abort();
  }

  /** Whether a tool is being performed. */
  hasTool(): boolean {
    return [...this.stops.keys()].some((span) => this.kindOf(span) === "tool");
  }

  private kindOf(span: number) {
    return this.run.state.open.get(span)?.kind;
  }
}
