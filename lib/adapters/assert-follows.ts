import type { Lease } from "../engine/ports.ts";
import type { RunEvent } from "../run/event.ts";

/** Throws unless there are events and they are the next of the lease's run. */
export function assertFollows({ runId, lastSeq }: Lease, events: RunEvent[]): void {
  if (events.length === 0) throw new Error(`append to run ${runId}: expected events, got none`);
  for (const [index, event] of events.entries()) {
    const expected = lastSeq + 1 + index;
    if (event.seq === expected && event.runId === runId) continue;
    throw new Error(
      `append to run ${runId}: expected event ${expected}, got ${event.seq} of run ${event.runId}`,
    );
  }
}
