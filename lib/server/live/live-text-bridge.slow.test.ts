import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../../scripts/temporary-postgres.ts";
import { listenOn, Notices } from "../../adapters/store/notices.ts";
import { createNoticeSender } from "../../adapters/store/text-notices.ts";
import { LiveText } from "./live-text.ts";
import { bridgeLiveText } from "./live-text-bridge.ts";

let postgres: TemporaryPostgres;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  postgres = await startTemporaryPostgres();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => postgres.stop());

/** What one process has: its live text, bridged over connections of its own; `sent` is every NOTIFY it made. */
async function process() {
  const live = new LiveText();
  const notices = new Notices();
  const stopListening = await listenOn(postgres.url, notices);
  const sender = createNoticeSender(postgres.url);
  const sent: { channel: string; bytes: number; at: number }[] = [];
  const bridge = await bridgeLiveText({
    live,
    notices,
    async send(channel, payload) {
      sent.push({ channel, bytes: Buffer.byteLength(payload), at: performance.now() });
      await sender.send(channel, payload);
    },
  });
  stops.push(async () => {
    bridge.stop();
    await sender.close();
    await stopListening();
  });
  /** Watches a run, and puts together what comes; throws at a hole. */
  const watch = (runId: string) => {
    const texts = new Map<number, string>();
    const leave = live.watch(runId, ({ span, offset, text }) => {
      const known = texts.get(span) ?? "";
      if (offset !== known.length)
        throw new Error(`a hole: ${known.length} characters, then offset ${offset}`);
      texts.set(span, known + text);
    });
    return { texts, leave };
  };
  const texts = () => sent.filter(({ channel }) => channel === "tutti_text");
  return { live, watch, sent, texts, bridge };
}

/** A call that writes, as an engine's stream does. */
function call(live: LiveText, runId: string, span: number) {
  let offset = 0;
  return (text: string) => {
    live.text({ runId, span, offset, text });
    offset += text.length;
  };
}

test("what a runner writes reaches another process that watches, each character once", async () => {
  const [runner, web] = [await process(), await process()];
  const { texts } = web.watch("r1");
  const write = call(runner.live, "r1", 5);
  write("Good ");
  await expect.poll(() => texts.get(5)).toBe("Good ");
  write("morning, ");
  write("Grüße 😀");
  await expect.poll(() => texts.get(5)).toBe("Good morning, Grüße 😀");
  expect(web.live.soFar("r1")).toEqual([{ runId: "r1", span: 5, offset: 0, text: "Good morning, Grüße 😀" }]);
});

test("who comes late gets the text so far, in a process that watches already and in another one", async () => {
  const [runner, web, later] = [await process(), await process(), await process()];
  const first = web.watch("r1");
  const write = call(runner.live, "r1", 5);
  write("The order is late. ");
  await expect.poll(() => first.texts.get(5)).toBe("The order is late. ");
  expect(web.live.soFar("r1")).toMatchObject([{ text: "The order is late. " }]);
  const second = later.watch("r1");
  await expect.poll(() => second.texts.get(5)).toBe("The order is late. ");
  write("It left Rotterdam.");
  for (const { texts } of [first, second])
    await expect.poll(() => texts.get(5)).toBe("The order is late. It left Rotterdam.");
});

test("nobody watches: nothing is sent, and nothing any more once the last has left", async () => {
  const [runner, web] = [await process(), await process()];
  const write = call(runner.live, "r1", 5);
  for (let n = 0; n < 50; n++) write("word ");
  const other = web.watch("r2");
  await expect.poll(() => web.sent.length).toBe(2);
  expect(runner.texts()).toEqual([]);
  const { texts, leave } = web.watch("r1");
  await expect.poll(() => texts.get(5)).toBe("word ".repeat(50));
  leave();
  expect(web.live.soFar("r1")).toEqual([]);
  // A word that comes back on the same channel shows that the leaving has arrived.
  call(runner.live, "r2", 9)("still here");
  await expect.poll(() => other.texts.get(9)).toBe("still here");
  const before = runner.texts().length;
  for (let n = 0; n < 50; n++) write("word ");
  call(runner.live, "r2", 10)("and here");
  await expect.poll(() => other.texts.get(10)).toBe("and here");
  expect(runner.texts().length).toBe(before + 1);
});

test("in the process that drives the run nothing is sent: its own viewers are served directly", async () => {
  const both = await process();
  const { texts } = both.watch("r1");
  const write = call(both.live, "r1", 5);
  for (let n = 0; n < 20; n++) write("word ");
  expect(texts.get(5)).toBe("word ".repeat(20));
  expect(both.texts()).toEqual([]);
});

test("many pieces travel together, at most one notice every 40 ms", async () => {
  const [runner, web] = [await process(), await process()];
  const { texts } = web.watch("r1");
  await expect.poll(() => web.sent.length).toBe(2);
  const write = call(runner.live, "r1", 5);
  const words = Array.from({ length: 400 }, (_, n) => `word ${n} `);
  const began = performance.now();
  for (const [n, word] of words.entries()) {
    write(word);
    if (n % 4 === 3) await new Promise(setImmediate);
    if (n % 100 === 99)
      await expect.poll(() => texts.get(5), { interval: 5 }).toBe(words.slice(0, n + 1).join(""));
  }
  const took = performance.now() - began;
  const times = runner.texts().map(({ at }) => at);
  expect(times.length).toBeLessThanOrEqual(took / 40 + 1);
  for (const [n, at] of times.entries()) if (n > 0) expect(at - (times[n - 1] ?? 0)).toBeGreaterThan(38);
});

test("20 KB in one piece and characters of several bytes arrive as they were written", async () => {
  const [runner, web] = [await process(), await process()];
  const { texts } = web.watch("r1");
  const long = '漢字 and 😀 and \u0000 and "quotes"\n'.repeat(600);
  call(runner.live, "r1", 5)(long);
  await expect.poll(() => texts.get(5)).toBe(long);
  for (const { bytes } of runner.sent) expect(bytes).toBeLessThanOrEqual(7_168);
});

test("a runner that starts while somebody watches learns of it", async () => {
  const web = await process();
  const { texts } = web.watch("r1");
  await expect.poll(() => web.sent.length).toBe(2);
  const runner = await process();
  await expect.poll(() => web.sent.length).toBe(3);
  call(runner.live, "r1", 5)("Here I am");
  await expect.poll(() => texts.get(5)).toBe("Here I am");
});

test("after the database was gone the text is asked for again from its beginning", async () => {
  const [runner, web] = [await process(), await process()];
  const { texts } = web.watch("r1");
  const write = call(runner.live, "r1", 5);
  write("before ");
  await expect.poll(() => texts.get(5)).toBe("before ");
  await postgres.restart("fast");
  write("meanwhile ");
  let n = 0;
  await expect
    .poll(
      () => {
        write(`after ${n++} `);
        return texts.get(5);
      },
      { timeout: 15_000, interval: 200 },
    )
    .toMatch(/^before meanwhile after 0 .*after 3/);
});

test("a process knows which runs others watch, from when they begin until they leave", async () => {
  const [runner, web] = [await process(), await process()];
  const { leave } = web.watch("run-7");
  await expect.poll(() => runner.bridge.isWatchedElsewhere("run-7")).toBe(true);
  expect(runner.bridge.isWatchedElsewhere("run-8")).toBe(false);
  expect(web.bridge.isWatchedElsewhere("run-7")).toBe(false);
  leave();
  await expect.poll(() => runner.bridge.isWatchedElsewhere("run-7")).toBe(false);
});
