import { expect, test } from "vitest";
import { Fenced } from "../../engine/ports.ts";
import { fact, type LogBench, MINUTE } from "./log-bench.ts";

/** One runner at a time has a run, and a run with work is never forgotten. */
export function logHandsOutRuns(bench: LogBench): void {
  const { begin, take, append, seqs } = bench;

  test("while one runner holds a run, no other gets it", async () => {
    const runId = await begin();
    await take(runId);
    expect(await bench.log.claim(runId, "other", MINUTE)).toBeNull();
  });

  test("of many who try at once, one gets the run", async () => {
    const runId = await begin();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => bench.log.claim(runId, `runner-${index}`, MINUTE)),
    );
    expect(claims.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test("when a lease has run out another gets the run, and the first can write nothing more", async () => {
    const runId = await begin();
    const first = await take(runId, 0);
    await append(first, [fact]);
    const second = await take(runId);
    expect(second).toMatchObject({ epoch: 2, lastSeq: 2 });
    await expect(append(first, [fact])).rejects.toThrow(Fenced);
    await expect(bench.log.renew(first, MINUTE)).rejects.toThrow(Fenced);
    await expect(bench.log.release(first, null)).rejects.toThrow(Fenced);
    await append(second, [fact]);
    expect(await seqs(runId)).toEqual([1, 2, 3]);
  });

  test("a lease that has run out and that nobody took is still good, and can be renewed", async () => {
    const runId = await begin();
    const lease = await take(runId, 0);
    await append(lease, [fact]);
    await bench.log.renew(lease, MINUTE);
    expect(await bench.log.claim(runId, "other", MINUTE)).toBeNull();
  });

  test("a lease's copy that is behind writes nothing", async () => {
    const runId = await begin();
    const lease = await take(runId);
    const behind = { ...lease };
    await append(lease, [fact]);
    await expect(append(behind, [fact])).rejects.toThrow(Fenced);
    await append({ ...lease }, [fact]);
    expect(await seqs(runId)).toEqual([1, 2, 3]);
  });

  test("time at the claim goes forward", async () => {
    const runId = await begin();
    const first = await take(runId, 0);
    const second = await take(runId, 0);
    expect(second.now).toBeGreaterThanOrEqual(first.now);
    expect(Number.isInteger(first.now)).toBe(true);
  });

  test("a run that was given back is free for the next", async () => {
    const runId = await begin();
    const first = await take(runId);
    expect(await bench.log.release(first, null)).toBe(false);
    await expect(append(first, [fact])).rejects.toThrow(Fenced);
    expect(await take(runId)).toMatchObject({ epoch: 2 });
  });
}
