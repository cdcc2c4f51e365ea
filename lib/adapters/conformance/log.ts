import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fenced, type Lease, type Log, type NewRun } from "../../engine/ports.ts";
import { PLAN_VERSION } from "../../plan/plan.ts";
import { EVENT_SCHEMA, type EventBody, type RunEvent, type RunMessage } from "../../run/event.ts";

/** An open log, the workspace its runs belong to, and how to be done with it. */
export type LogUnderTest = { log: Log; workspaceId: string; close(): Promise<void> };

const MINUTE = 60_000;
const cancel: RunMessage = { kind: "cancel", by: "user-1", reason: "enough" };
const input = { hash: "h", salt: "s", bytes: 2, preview: "{}", inline: "{}" };
const fact: EventBody = { type: "timer-fire" };
const end: EventBody = { type: "run-end", outcome: { status: "ok" }, answer: null, failedSpan: null };

function event(runId: string, seq: number, body: EventBody): RunEvent {
  return { runId, seq, at: 1_790_000_000_000 + seq, schema: EVENT_SCHEMA, cause: null, ...body };
}

/** A run that has only begun. */
export function newRun(workspaceId: string, runId: string = randomUUID()): NewRun {
  const start: EventBody = {
    type: "run-start",
    mode: "simulated",
    planHash: "p",
    input,
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
    plan: {
      version: PLAN_VERSION,
      steps: [],
      flows: [],
      input: "start",
      output: "end",
    } as unknown as NewRun["plan"],
    planHash: "p",
    start: event(runId, 1, start),
    blobs: [],
  };
}

/** What every log must do. */
export function logConformance(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`the log of ${name}`, () => {
    let log: Log;
    let workspaceId: string;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ log, workspaceId, close } = await open());
    });
    afterAll(() => close());

    async function begin(): Promise<string> {
      const run = newRun(workspaceId);
      await log.create(run);
      return run.runId;
    }
    async function take(runId: string, leaseMs = MINUTE): Promise<Lease> {
      const lease = await log.claim(runId, "runner", leaseMs);
      if (lease === null) throw new Error(`expected to get run ${runId}`);
      return lease;
    }
    function append(lease: Lease, bodies: EventBody[], consumed: string[] = []): Promise<void> {
      const events = bodies.map((body, index) => event(lease.runId, lease.lastSeq + 1 + index, body));
      return log.append(lease, events, [], consumed);
    }
    const seqs = async (runId: string, after = 0, limit = 100) =>
      (await log.read(runId, after, limit)).map(({ seq }) => seq);

    test("a new run is there with its plan, its first event and its large values", async () => {
      const run = newRun(workspaceId);
      const content = JSON.stringify(`a\u0000b \ud800 ${"ü".repeat(10_000)}`);
      await log.create({ ...run, blobs: [{ hash: "big", content }] });
      expect(await log.plan(run.runId)).toEqual(run.plan);
      expect(await log.read(run.runId, 0, 10)).toEqual([run.start]);
      expect(await log.blob(run.runId, "big")).toBe(content);
      expect(await log.blob(run.runId, "none")).toBeNull();
      expect(await log.blob(randomUUID(), "big")).toBeNull();
      await expect(log.create(run)).rejects.toThrow();
    });

    test("of a run that is not there nothing is given and nothing is taken", async () => {
      const runId = randomUUID();
      expect(await log.plan(runId)).toBeNull();
      expect(await log.claim(runId, "runner", MINUTE)).toBeNull();
      expect(await log.read(runId, 0, 10)).toEqual([]);
      expect(await log.messages(runId)).toEqual([]);
      expect(await log.send(runId, "m", cancel)).toBe(false);
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

    test("an event comes back as it went in", async () => {
      const runId = await begin();
      const lease = await take(runId);
      const odd = { ...input, preview: 'a\u0000"\\\n{}ü\ud83d\ude00', inline: '{"b":1,"a":"{1,2}"}' };
      const given = event(runId, 2, {
        type: "context-fill",
        span: 1,
        value: odd,
        reads: ["input", "{x}", ""],
        problem: null,
      });
      await log.append(lease, [given], [], []);
      expect(await log.read(runId, 1, 10)).toEqual([given]);
    });

    test("a seq that does not follow is refused and nothing is written", async () => {
      const runId = await begin();
      const lease = await take(runId);
      for (const events of [[event(runId, 3, fact)], [event(randomUUID(), 2, fact)], []]) {
        await expect(log.append(lease, events, [], [])).rejects.toThrow(/expected/);
      }
      expect(await seqs(runId)).toEqual([1]);
      await append(lease, [fact]);
      expect(await seqs(runId)).toEqual([1, 2]);
    });

    test("values stored with an append can be read, and stored twice are one", async () => {
      const runId = await begin();
      const lease = await take(runId);
      const blob = { hash: "b", content: "[1]" };
      await log.append(lease, [event(runId, 2, fact)], [blob], []);
      await log.append(lease, [event(runId, 3, fact)], [blob], []);
      expect(await log.blob(runId, "b")).toBe("[1]");
    });

    test("while one runner holds a run, no other gets it", async () => {
      const runId = await begin();
      await take(runId);
      expect(await log.claim(runId, "other", MINUTE)).toBeNull();
    });

    test("of many who try at once, one gets the run", async () => {
      const runId = await begin();
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, index) => log.claim(runId, `runner-${index}`, MINUTE)),
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
      await expect(log.renew(first, MINUTE)).rejects.toThrow(Fenced);
      await expect(log.release(first, null)).rejects.toThrow(Fenced);
      await append(second, [fact]);
      expect(await seqs(runId)).toEqual([1, 2, 3]);
    });

    test("a lease that has run out and that nobody took is still good, and can be renewed", async () => {
      const runId = await begin();
      const lease = await take(runId, 0);
      await append(lease, [fact]);
      await log.renew(lease, MINUTE);
      expect(await log.claim(runId, "other", MINUTE)).toBeNull();
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
      expect(await log.release(first, null)).toBe(false);
      await expect(append(first, [fact])).rejects.toThrow(Fenced);
      expect(await take(runId)).toMatchObject({ epoch: 2 });
    });

    test("an ended run is closed: no claim, no message, no further event", async () => {
      const runId = await begin();
      const lease = await take(runId);
      await append(lease, [fact, end]);
      expect(await log.claim(runId, "other", MINUTE)).toBeNull();
      expect(await log.send(runId, "late", cancel)).toBe(false);
      await expect(append(lease, [fact])).rejects.toThrow(Fenced);
      expect(await log.orphans(1000)).not.toContain(runId);
      expect(await seqs(runId)).toEqual([1, 2, 3]);
    });

    test("messages come in their order, until the append that consumes them", async () => {
      const runId = await begin();
      const lease = await take(runId);
      for (const id of ["c", "a", "b"]) expect(await log.send(runId, id, cancel)).toBe(true);
      expect(await log.messages(runId)).toEqual(["c", "a", "b"].map((id) => ({ id, message: cancel })));
      await append(lease, [{ type: "message", messageId: "c", message: cancel }], ["c"]);
      expect((await log.messages(runId)).map(({ id }) => id)).toEqual(["a", "b"]);
    });

    test("a message sent twice is one, also when the first was consumed", async () => {
      const runId = await begin();
      const lease = await take(runId);
      await log.send(runId, "m", cancel);
      expect(await log.send(runId, "m", cancel)).toBe(true);
      expect(await log.messages(runId)).toHaveLength(1);
      await append(lease, [{ type: "message", messageId: "m", message: cancel }], ["m"]);
      expect(await log.send(runId, "m", cancel)).toBe(true);
      expect(await log.messages(runId)).toEqual([]);
    });

    test("a fenced append consumes no message", async () => {
      const runId = await begin();
      const first = await take(runId, 0);
      await take(runId);
      await log.send(runId, "m", cancel);
      await expect(append(first, [fact], ["m"])).rejects.toThrow(Fenced);
      expect(await log.messages(runId)).toHaveLength(1);
    });

    test("whoever gives a run back is told of a message that came meanwhile", async () => {
      const runId = await begin();
      const lease = await take(runId);
      await log.send(runId, "m", cancel);
      expect(await log.release(lease, null)).toBe(true);
    });

    test("runs with work and nobody on them are orphans; held and waiting ones are not", async () => {
      const fresh = await begin();
      const held = await begin();
      await take(held);
      const lapsed = await begin();
      await take(lapsed, 0);
      const due = await begin();
      await log.release(await take(due), 1);
      const later = await begin();
      await log.release(await take(later), Date.now() + 10 * MINUTE);
      const idle = await begin();
      await log.release(await take(idle), null);
      const written = await begin();
      await log.release(await take(written), null);
      await log.send(written, "m", cancel);

      const mine = new Set([fresh, held, lapsed, due, later, idle, written]);
      const orphans = (await log.orphans(1000)).filter((runId) => mine.has(runId));
      expect(orphans.sort()).toEqual([fresh, lapsed, due, written].sort());
      expect(await log.orphans(2)).toHaveLength(2);
    });

    test("appends and messages of a run wake those who listen to it, and nobody else", async () => {
      const runId = await begin();
      const other = await begin();
      const lease = await take(runId);
      const heard: string[] = [];
      let next = () => {};
      const wait = () => new Promise<void>((resolve) => (next = resolve));
      const stop = log.listen(runId, (what) => {
        heard.push(what);
        next();
      });
      const stopOther = log.listen(other, () => heard.push("other"));

      const appended = wait();
      await append(lease, [fact, fact]);
      await appended;
      const sent = wait();
      await log.send(runId, "m", cancel);
      await sent;
      expect(heard).toEqual(["events", "message"]);

      stop();
      stopOther();
    });

    test("who has stopped listening hears nothing more", async () => {
      const runId = await begin();
      const lease = await take(runId);
      let stopped = 0;
      log.listen(runId, () => stopped++)();
      const heard = new Promise<void>((resolve) => log.listen(runId, () => resolve()));
      await append(lease, [fact]);
      await heard;
      expect(stopped).toBe(0);
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
  });
}
