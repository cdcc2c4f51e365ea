import { expect, test } from "vitest";
import { Fenced } from "../../engine/ports.ts";
import { cancel, fact, type LogBench } from "./log-bench.ts";

/** Messages reach the run once and in order, and wake who listens. */
export function logPassesMessages(bench: LogBench): void {
  const { begin, take, append } = bench;

  test("messages come in their order, until the append that consumes them", async () => {
    const runId = await begin();
    const lease = await take(runId);
    for (const id of ["c", "a", "b"]) expect(await bench.log.send(runId, id, cancel)).toBe(true);
    expect(await bench.log.messages(runId)).toEqual(["c", "a", "b"].map((id) => ({ id, message: cancel })));
    await append(lease, [{ type: "message", messageId: "c", message: cancel }], ["c"]);
    expect((await bench.log.messages(runId)).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("a message sent twice is one, also when the first was consumed", async () => {
    const runId = await begin();
    const lease = await take(runId);
    await bench.log.send(runId, "m", cancel);
    expect(await bench.log.send(runId, "m", cancel)).toBe(true);
    expect(await bench.log.messages(runId)).toHaveLength(1);
    await append(lease, [{ type: "message", messageId: "m", message: cancel }], ["m"]);
    expect(await bench.log.send(runId, "m", cancel)).toBe(true);
    expect(await bench.log.messages(runId)).toEqual([]);
  });

  test("a fenced append consumes no message", async () => {
    const runId = await begin();
    const first = await take(runId, 0);
    await take(runId);
    await bench.log.send(runId, "m", cancel);
    await expect(append(first, [fact], ["m"])).rejects.toThrow(Fenced);
    expect(await bench.log.messages(runId)).toHaveLength(1);
  });

  test("whoever gives a run back is told of a message that came meanwhile", async () => {
    const runId = await begin();
    const lease = await take(runId);
    await bench.log.send(runId, "m", cancel);
    expect(await bench.log.release(lease, null)).toBe(true);
  });

  test("appends and messages of a run wake those who listen to it, and nobody else", async () => {
    const runId = await begin();
    const other = await begin();
    const lease = await take(runId);
    const heard: string[] = [];
    let next = (_what: string) => {};
    const wait = (wanted: string) =>
      new Promise<void>((resolve) => (next = (what) => void (what === wanted && resolve())));
    const stop = bench.log.listen(runId, (what) => {
      heard.push(what);
      next(what);
    });
    const stopOther = bench.log.listen(other, () => heard.push("other"));

    const appended = wait("events");
    await append(lease, [fact, fact]);
    await appended;
    const sent = wait("message");
    await bench.log.send(runId, "m", cancel);
    await sent;
    // A hint may come twice.
    expect([...new Set(heard)]).toEqual(["events", "message"]);

    stop();
    stopOther();
  });

  test("who has stopped listening hears nothing more", async () => {
    const runId = await begin();
    const lease = await take(runId);
    let stopped = 0;
    bench.log.listen(runId, () => stopped++)();
    const heard = new Promise<void>((resolve) => bench.log.listen(runId, () => resolve()));
    await append(lease, [fact]);
    await heard;
    expect(stopped).toBe(0);
  });
}
