import { randomUUID } from "node:crypto";
import { FORMAT } from "../../plan/format.ts";
import type { BodyOf, EventBody, RunEvent } from "../../run/event.ts";
import type { Viewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";

const value = { hash: "h", salt: "s", bytes: 2, preview: "{}", inline: "{}" };

/** For tests of streams: a run whose events the test itself writes, at its own pace. */
export type WrittenRun = {
  runId: string;
  /** Every event so far, as stored. */
  events: RunEvent[];
  /** Writes some events in one append. */
  write(...bodies: EventBody[]): Promise<void>;
  /** Writes the last event. */
  end(): Promise<void>;
};

/** A meaningless event that contains a text of this length. */
export const filler = (characters: number): BodyOf<"context-fill"> => ({
  type: "context-fill",
  span: 1,
  value: { ...value, bytes: characters + 2, inline: JSON.stringify("x".repeat(characters)) },
  reads: [],
  problem: null,
});

/** Events of a run with these bodies, starting at a seq. */
export const numbered = (runId: string, firstSeq: number, ...bodies: EventBody[]): RunEvent[] =>
  bodies.map((body, index) => ({
    runId,
    seq: firstSeq + index,
    at: Date.now(),
    schema: FORMAT,
    cause: null,
    ...body,
  }));

/** A new run of the viewer's workspace with its first event, claimed by the test for an hour. */
export async function writeRun(
  { log }: Pick<Server, "log">,
  viewer: Pick<Viewer, "userId" | "workspaceId">,
): Promise<WrittenRun> {
  const runId = randomUUID();
  const [start] = numbered(runId, 1, {
    type: "run-start",
    mode: "simulated",
    planHash: "p",
    input: value,
    startedBy: viewer.userId,
    instant: true,
  });
  if (start === undefined) throw new Error("expected one event for one body");
  const lease = await log.create(
    {
      runId,
      workspaceId: viewer.workspaceId,
      workflowId: null,
      workflowName: "Written by a test",
      startedBy: viewer.userId,
      mode: "simulated",
      plan: { planVersion: FORMAT, main: "main", plans: { main: { entry: "input", steps: [], flows: [] } } },
      planHash: "p",
      document: null,
      version: null,
      headStartMs: 0,
      start,
      blobs: [],
    },
    { runner: "a-test", leaseMs: 3_600_000 },
  );
  if (lease === null) throw new Error("expected the lease of the run that was just made");
  const events = [start];
  const write = async (...bodies: EventBody[]) => {
    const added = numbered(runId, events.length + 1, ...bodies);
    await log.append(lease, added, [], []);
    events.push(...added);
  };
  return {
    runId,
    events,
    write,
    end: () => write({ type: "run-end", outcome: { status: "ok" }, answer: null, failedSpan: null }),
  };
}
