import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Dispatch } from "../../engine/ports.ts";

/** What every dispatch must do. `open` returns a new one; ids of runs are not shared between tests. */
export function dispatchConformance(name: string, open: () => Promise<Dispatch>): void {
  describe(`the dispatch of ${name}`, () => {
    let opened: Dispatch[] = [];
    afterEach(async () => {
      for (const dispatch of opened) await dispatch.stop();
      opened = [];
    });

    async function dispatching(): Promise<Dispatch> {
      const dispatch = await open();
      opened.push(dispatch);
      return dispatch;
    }
    /** Works with a handler that says when it was called; `arrival` resolves at the next call for the run. */
    async function working(dispatch: Dispatch) {
      const waiting = new Map<string, () => void>();
      const calls: string[] = [];
      await dispatch.work(async (runId) => {
        calls.push(runId);
        waiting.get(runId)?.();
      });
      const arrival = (runId: string) => new Promise<void>((resolve) => waiting.set(runId, resolve));
      return { calls, arrival };
    }

    test("a nudge brings the run to the handler, each time", async () => {
      const dispatch = await dispatching();
      const { calls, arrival } = await working(dispatch);
      const runId = randomUUID();
      for (let time = 1; time <= 3; time++) {
        const arrived = arrival(runId);
        await dispatch.nudge(runId);
        await arrived;
        expect(calls.filter((called) => called === runId)).toHaveLength(time);
      }
    });

    test("a nudge that came before there was a handler waits for one", async () => {
      const dispatch = await dispatching();
      const runId = randomUUID();
      await dispatch.nudge(runId);
      const arrived = Promise.withResolvers<void>();
      await dispatch.work(async (nudged) => {
        if (nudged === runId) arrived.resolve();
      });
      await arrived.promise;
    });

    test("nudges for one run that wait together are one", async () => {
      const dispatch = await dispatching();
      const runId = randomUUID();
      const last = randomUUID();
      for (let time = 0; time < 5; time++) await dispatch.nudge(runId);
      await dispatch.nudge(last);
      const calls: string[] = [];
      const done = Promise.withResolvers<void>();
      await dispatch.work(async (nudged) => {
        calls.push(nudged);
        if (nudged === last) done.resolve();
      });
      await done.promise;
      expect(calls.filter((called) => called === runId)).toHaveLength(1);
    });

    test("a nudge while the run is being worked on is not lost", async () => {
      const dispatch = await dispatching();
      const runId = randomUUID();
      const begun = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const again = Promise.withResolvers<void>();
      let calls = 0;
      await dispatch.work(async (nudged) => {
        if (nudged !== runId) return;
        if (++calls > 1) return again.resolve();
        begun.resolve();
        await release.promise;
      });
      await dispatch.nudge(runId);
      await begun.promise;
      await dispatch.nudge(runId);
      release.resolve();
      await again.promise;
    });

    test("one nudge at a time is handled, and all get their turn", async () => {
      const dispatch = await dispatching();
      const runs = Array.from({ length: 12 }, () => randomUUID());
      const left = new Set<string>(runs);
      const done = Promise.withResolvers<void>();
      let now = 0;
      let most = 0;
      await dispatch.work(async (runId) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        left.delete(runId);
        if (left.size === 0) done.resolve();
      });
      await Promise.all(runs.map((runId) => dispatch.nudge(runId)));
      await done.promise;
      expect(most).toBe(1);
    });

    test("a handler that throws is reported, and the next run gets its turn", async () => {
      const dispatch = await dispatching();
      const [bad, good] = [randomUUID(), randomUUID()];
      const report = vi.spyOn(console, "error").mockImplementation(() => {});
      const arrived = Promise.withResolvers<void>();
      await dispatch.work(async (runId) => {
        if (runId === bad) throw new Error("cannot");
        if (runId === good) arrived.resolve();
      });
      await dispatch.nudge(bad);
      await dispatch.nudge(good);
      await arrived.promise;
      expect(report).toHaveBeenCalledWith(`The nudge for run ${bad} failed:`, expect.any(Error));
      report.mockRestore();
    });

    test("stopping waits for the work that has begun", async () => {
      const dispatch = await open();
      const runId = randomUUID();
      const begun = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      let ended = false;
      await dispatch.work(async (nudged) => {
        if (nudged !== runId) return;
        begun.resolve();
        await release.promise;
        ended = true;
      });
      await dispatch.nudge(runId);
      await begun.promise;
      const stopped = dispatch.stop().then(() => ended);
      release.resolve();
      expect(await stopped).toBe(true);
    });
  });
}
