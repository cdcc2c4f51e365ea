import { afterAll, beforeAll, describe } from "vitest";
import { LogBench, type LogUnderTest } from "./log-bench.ts";
import { logKeepsEvents } from "./log-events.ts";
import { logHandsOutRuns } from "./log-leases.ts";
import { logPassesMessages } from "./log-messages.ts";
import { logQueuesRuns } from "./log-queue.ts";

/** What every log must do. */
export function logConformance(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`the log of ${name}`, () => {
    const bench = new LogBench(open);
    beforeAll(() => bench.open());
    afterAll(() => bench.close());

    logKeepsEvents(bench);
    logHandsOutRuns(bench);
    logPassesMessages(bench);
    logQueuesRuns(bench);
  });
}
