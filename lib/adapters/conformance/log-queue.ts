import { expect, test } from "vitest";
import { cancel, end, fact, type LogBench, MINUTE, newRun } from "./log-bench.ts";

const HOUR = 60 * MINUTE;

/** Which run goes next, and which is set aside. */
export function logQueuesRuns(bench: LogBench): void {
  const { begin, take, takeDue, append } = bench;
  const beginIn = async (workspaceId: string, headStartMs = 0) => {
    const run = newRun(workspaceId, undefined, headStartMs);
    await bench.log.create(run);
    return run.runId;
  };

  test("runs with work and nobody on them are taken; held and waiting ones are not", async () => {
    const fresh = await begin();
    const held = await begin();
    await take(held);
    const lapsed = await begin();
    await take(lapsed, 0);
    const due = await begin();
    await bench.log.release(await take(due), 1);
    const later = await begin();
    await bench.log.release(await take(later), Date.now() + 10 * MINUTE);
    const idle = await begin();
    await bench.log.release(await take(idle), null);
    const written = await begin();
    await bench.log.release(await take(written), null);
    await bench.log.send(written, "m", cancel);

    const taken = await takeDue([fresh, held, lapsed, due, later, idle, written]);
    expect(taken.sort()).toEqual([fresh, lapsed, due, written].sort());
  });

  test("in a workspace a run that has begun goes first, then by head start, then the one queued first", async () => {
    const { workspaceId } = bench;
    const first = await beginIn(workspaceId);
    const second = await beginIn(workspaceId);
    const urgent = await beginIn(workspaceId, HOUR);
    const lost = await beginIn(workspaceId);
    await take(lost, 0);
    expect(await takeDue([first, second, urgent, lost])).toEqual([lost, urgent, first, second]);
  });

  test("a workspace with much to do does not keep another waiting", async () => {
    await takeDue([]);
    const many = [];
    for (let count = 0; count < 6; count++) many.push(await beginIn(bench.workspaceId));
    const few = [await beginIn(bench.otherWorkspaceId), await beginIn(bench.otherWorkspaceId)];
    const order = await takeDue([...many, ...few]);
    expect(order).toHaveLength(8);
    // What earlier tests have left under way counts too, so only this much is sure: one of each in turn, once level.
    const lastOfFew = Math.max(...few.map((runId) => order.indexOf(runId)));
    expect(lastOfFew).toBeLessThan(6);
  });

  test("of many runners that take at once, each run goes to one", async () => {
    await takeDue([]);
    const runs = await Promise.all(Array.from({ length: 20 }, begin));
    const taken = await Promise.all(Array.from({ length: 4 }, () => takeDue(runs)));
    expect(taken.flat().sort()).toEqual(runs.sort());
  });

  test("a run made with a holder is that runner's from the start", async () => {
    const run = newRun(bench.workspaceId);
    const lease = await bench.log.create(run, { runner: "here", leaseMs: MINUTE });
    expect(lease).toMatchObject({ runId: run.runId, workspaceId: bench.workspaceId, epoch: 1, lastSeq: 1 });
    expect(await bench.log.claim(run.runId, "other", MINUTE)).toBeNull();
    if (lease) await append(lease, [fact, end]);
    expect((await bench.log.read(run.runId, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("a claim tells how many before it came to nothing", async () => {
    const runId = await begin();
    expect((await take(runId, 0)).fruitless).toBe(0);
    expect((await take(runId, 0)).fruitless).toBe(1);
    const third = await take(runId, 0);
    expect(third.fruitless).toBe(2);
    // Taking it and finding a call lost is not progress.
    await append(third, [
      { type: "run-claim", epoch: third.epoch, runner: "runner", engineVersion: "1" },
      {
        type: "span-end",
        span: 9,
        outcome: { status: "lost" },
        result: null,
        reply: null,
        notes: [],
        durationMs: 0,
      },
    ]);
    const fourth = await take(runId, 0);
    expect(fourth.fruitless).toBe(3);
    await append(fourth, [fact]);
    const fifth = await take(runId);
    expect(fifth.fruitless).toBe(0);
    // Nor is a run that was given back in order one that lost its runner.
    await bench.log.release(fifth, null);
    expect((await take(runId)).fruitless).toBe(0);
  });

  test("a run of which two claims came to nothing is passed over by those who try such a run already", async () => {
    await takeDue([]);
    const unlucky = await begin();
    for (let claims = 0; claims < 2; claims++) await take(unlucky, 0);
    const other = await begin();
    const careful = { risky: false };
    expect(await bench.log.claimNext("runner", MINUTE, careful)).toMatchObject({ runId: other });
    expect(await bench.log.claimNext("runner", MINUTE, careful)).toBeNull();
    const lease = await bench.log.claimNext("runner", 0);
    expect(lease).toMatchObject({ runId: unlucky, fruitless: 2 });
    if (lease) await append(lease, [fact]);
    expect(await bench.log.claimNext("runner", MINUTE, careful)).toMatchObject({
      runId: unlucky,
      fruitless: 0,
    });
  });

  test("a lease that is renewed tells of messages that wait", async () => {
    const runId = await begin();
    const lease = await take(runId);
    expect(await bench.log.renew(lease, MINUTE)).toBe(false);
    await bench.log.send(runId, "m", cancel);
    expect(await bench.log.renew(lease, MINUTE)).toBe(true);
    await append(lease, [{ type: "message", messageId: "m", message: cancel }], ["m"]);
    expect(await bench.log.renew(lease, MINUTE)).toBe(false);
  });
}
