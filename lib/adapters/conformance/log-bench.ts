import { randomUUID } from "node:crypto";
import type { Lease, Log, NewRun } from "../../engine/ports.ts";
import { FORMAT } from "../../plan/format.ts";
import type { EventBody, RunEvent, RunMessage } from "../../run/event.ts";

/** An open log, the workspace its runs belong to, and how to be done with it. */
export type LogUnderTest = {
  log: Log;
  workspaceId: string;
  otherWorkspaceId: string;
  close(): Promise<void>;
};

export const MINUTE = 60_000;
export const cancel: RunMessage = { kind: "cancel", by: "user-1", reason: "enough" };
export const value = { hash: "h", salt: "s", bytes: 2, preview: "{}", inline: "{}" };
export const fact: EventBody = { type: "timer-fire" };
export const end: EventBody = { type: "run-end", outcome: { status: "ok" }, answer: null, failedSpan: null };

/** An event with its header. */
export function event(runId: string, seq: number, body: EventBody): RunEvent {
  return { runId, seq, at: 1_790_000_000_000 + seq, schema: FORMAT, cause: null, ...body };
}

/** A run that has only begun. */
export function newRun(workspaceId: string, runId: string = randomUUID(), headStartMs = 0): NewRun {
  const start: EventBody = {
    type: "run-start",
    mode: "simulated",
    planHash: "p",
    input: value,
    startedBy: "user-1",
    instant: true,
  };
  return {
    runId,
    workspaceId,
    workflowId: null,
    workflowName: "Order exception",
    startedBy: "user-1",
    mode: "simulated",
    plan: { planVersion: FORMAT, main: "main", plans: { main: { entry: "start", steps: [], flows: [] } } },
    planHash: "p",
    document: null,
    headStartMs,
    version: null,
    start: event(runId, 1, start),
    blobs: [],
  };
}

/** The log under test and the moves its tests are made of. */
export class LogBench {
  private readonly start: () => Promise<LogUnderTest>;
  private opened: LogUnderTest | null = null;
  constructor(start: () => Promise<LogUnderTest>) {
    this.start = start;
  }

  async open(): Promise<void> {
    this.opened = await this.start();
  }
  async close(): Promise<void> {
    await this.opened?.close();
  }
  private get underTest(): LogUnderTest {
    if (this.opened === null) throw new Error("expected the log to be open: it is from beforeAll on");
    return this.opened;
  }
  get log(): Log {
    return this.underTest.log;
  }
  get workspaceId(): string {
    return this.underTest.workspaceId;
  }

  get otherWorkspaceId(): string {
    return this.underTest.otherWorkspaceId;
  }

  /** A new run, stored. */
  readonly begin = async (): Promise<string> => {
    const run = newRun(this.workspaceId);
    await this.log.create(run);
    return run.runId;
  };
  readonly take = async (runId: string, leaseMs = MINUTE): Promise<Lease> => {
    const lease = await this.log.claim(runId, "runner", leaseMs);
    if (lease === null) throw new Error(`expected to get run ${runId}`);
    return lease;
  };
  /** Takes runs as a runner would until there are none, and returns those that are among `mine`, in their order. */
  readonly takeDue = async (mine: Iterable<string>): Promise<string[]> => {
    const wanted = new Set(mine);
    const taken: string[] = [];
    for (;;) {
      const lease = await this.log.claimNext("runner", MINUTE);
      if (lease === null) return taken;
      if (wanted.has(lease.runId)) taken.push(lease.runId);
    }
  };
  readonly append = (lease: Lease, bodies: EventBody[], consumed: string[] = []): Promise<void> => {
    const events = bodies.map((body, index) => event(lease.runId, lease.lastSeq + 1 + index, body));
    return this.log.append(lease, events, [], consumed);
  };
  readonly seqs = async (runId: string, after = 0, limit = 100): Promise<number[]> =>
    (await this.log.read(runId, after, limit)).map(({ seq }) => seq);
}
