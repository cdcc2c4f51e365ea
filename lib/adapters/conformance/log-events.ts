import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { Fenced } from "../../engine/ports.ts";
import { cancel, end, event, fact, type LogBench, MINUTE, newRun, value } from "./log-bench.ts";

/** What is written is there, in order, as it was given. */
export function logKeepsEvents(bench: LogBench): void {
  const { begin, take, append, seqs } = bench;

  test("a new run is there with its plan, its first event and its large values", async () => {
    const run = newRun(bench.workspaceId);
    const content = JSON.stringify(`a\u0000b \ud800 ${"ü".repeat(10_000)}`);
    await bench.log.create({ ...run, blobs: [{ hash: "big", content }] });
    expect(await bench.log.plan(run.runId)).toEqual(run.plan);
    expect(await bench.log.read(run.runId, 0, 10)).toEqual([run.start]);
    expect(await bench.log.blob(run.runId, "big")).toBe(content);
    expect(await bench.log.blob(run.runId, "none")).toBeNull();
    expect(await bench.log.blob(randomUUID(), "big")).toBeNull();
    await expect(bench.log.create(run)).rejects.toThrow();
  });

  test("of a run that is not there nothing is given and nothing is taken", async () => {
    const runId = randomUUID();
    expect(await bench.log.plan(runId)).toBeNull();
    expect(await bench.log.claim(runId, "runner", MINUTE)).toBeNull();
    expect(await bench.log.read(runId, 0, 10)).toEqual([]);
    expect(await bench.log.messages(runId)).toEqual([]);
    expect(await bench.log.send(runId, "m", cancel)).toBe(false);
  });

  test("events are kept in order without gaps, and can be read from anywhere", async () => {
    const runId = await begin();
    const lease = await take(runId);
    expect(lease).toMatchObject({ runId, epoch: 1, lastSeq: 1 });
    await append(lease, [fact, fact]);
    await append(lease, [fact]);
    expect(lease.lastSeq).toBe(4);
    expect(await seqs(runId)).toEqual([1, 2, 3, 4]);
    expect(await seqs(runId, 2)).toEqual([3, 4]);
    expect(await seqs(runId, 1, 2)).toEqual([2, 3]);
    expect(await seqs(runId, 4)).toEqual([]);
  });

  test("events come back as they went in: a few, many, and with a value beside them", async () => {
    const runId = await begin();
    const lease = await take(runId);
    const odd = { ...value, preview: 'a\u0000\u0001"\\\n{}ü\ud83d\ude00', inline: '{"b":1,"a":"{1,2}"}' };
    const given = Array.from({ length: 22 }, (_, index) =>
      event(runId, 2 + index, {
        type: "context-fill",
        span: 1,
        value: odd,
        reads: ["input", "{x}", "", "\u0001"],
        problem: null,
      }),
    );
    await bench.log.append(lease, given.slice(0, 1), [], []);
    await bench.log.append(lease, given.slice(1, 3), [{ hash: "odd", content: odd.inline }], []);
    await bench.log.append(lease, given.slice(3), [], []);
    expect(await bench.log.read(runId, 1, 100)).toEqual(given);
  });

  test("pages of any size, from anywhere, have no gap and are full until the end", async () => {
    const runId = await begin();
    const lease = await take(runId);
    for (const size of [1, 5, 2, 12, 1, 3])
      await append(
        lease,
        Array.from({ length: size }, () => fact),
      );
    const all = Array.from({ length: lease.lastSeq }, (_, index) => index + 1);
    for (const limit of [1, 2, 3, 4, 7, all.length, 100])
      for (const after of all)
        expect(await seqs(runId, after, limit)).toEqual(all.slice(after, after + limit));
  });

  test("a seq that does not follow is refused and nothing is written", async () => {
    const runId = await begin();
    const lease = await take(runId);
    for (const events of [[event(runId, 3, fact)], [event(randomUUID(), 2, fact)], []]) {
      await expect(bench.log.append(lease, events, [], [])).rejects.toThrow(/expected/);
    }
    expect(await seqs(runId)).toEqual([1]);
    await append(lease, [fact]);
    expect(await seqs(runId)).toEqual([1, 2]);
  });

  test("values stored with an append can be read, and stored twice are one", async () => {
    const runId = await begin();
    const lease = await take(runId);
    const blob = { hash: "b", content: "[1]" };
    await bench.log.append(lease, [event(runId, 2, fact)], [blob], []);
    await bench.log.append(lease, [event(runId, 3, fact)], [blob], []);
    expect(await bench.log.blob(runId, "b")).toBe("[1]");
  });

  test("an ended run is closed: no claim, no message, no further event", async () => {
    const runId = await begin();
    const lease = await take(runId);
    await append(lease, [fact, end]);
    expect(await bench.log.claim(runId, "other", MINUTE)).toBeNull();
    expect(await bench.log.send(runId, "late", cancel)).toBe(false);
    await expect(append(lease, [fact])).rejects.toThrow(Fenced);
    expect(await bench.takeDue([runId])).toEqual([]);
    expect(await seqs(runId)).toEqual([1, 2, 3]);
  });

  test("a hundred runs that write at once each keep their own order", async () => {
    const runs = await Promise.all(Array.from({ length: 100 }, begin));
    await Promise.all(
      runs.map(async (runId) => {
        const lease = await take(runId);
        for (let step = 0; step < 5; step++) await append(lease, [fact, fact]);
      }),
    );
    const all = await Promise.all(runs.map((runId) => seqs(runId)));
    for (const found of all) expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
}
