import { expect, test } from "vitest";
import { createMemoryLog } from "../../adapters/memory/log.ts";
import type { Log } from "../../engine/ports.ts";
import { filler, type WrittenRun, writeRun } from "../runs/written-run.ts";
import { feedCount } from "./feeds.ts";
import { Follower } from "./follower.ts";
import { LiveText } from "./live-text.ts";
import { OUTLET_BYTES, Outlet } from "./outlet.ts";
import { runSource } from "./run-source.ts";
import { TextViewer } from "./text-viewer.ts";

const ada = { userId: "ada", workspaceId: "w" };
const STALL_MS = 200;

/** A log that counts what is read from it, with live text and a run. */
async function place() {
  const memory = createMemoryLog(Date.now);
  const reads: number[] = [];
  const log: Log = {
    ...memory,
    read(runId, after, limit) {
      reads.push(after);
      return memory.read(runId, after, limit);
    },
  };
  const live = new LiveText();
  const lastStored = async (runId: string) => (await memory.read(runId, 0, 1_000_000)).length;
  const run = await writeRun({ log }, ada);
  return { source: { log, live, lastStored, pollMs: 60_000 }, live, log, run, reads };
}
type Place = Awaited<ReturnType<typeof place>>;

/** Follows the run; a reader that is paused takes nothing until it goes on. */
function view({ source, run }: Pick<Place, "source" | "run">, after = 0) {
  const left = new AbortController();
  let taken = () => {};
  let waiting = () => 0;
  let how = Promise.resolve<string>("not begun");
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const outlet = new Outlet(controller, { stallMs: STALL_MS, signal: left.signal });
        const { runId } = run;
        const followed = { owner: source.log, id: runId, source: runSource(runId, source) };
        const follower = new Follower(followed, outlet, new TextViewer(runId, source.live, outlet));
        taken = () => {
          outlet.taken();
          follower.taken();
        };
        waiting = () => OUTLET_BYTES - (controller.desiredSize ?? 0);
        how = follower.follow(after, left.signal).then((result) => {
          if (result === "over") outlet.close();
          else outlet.breakOff();
          return result;
        });
      },
      pull: () => taken(),
    },
    { highWaterMark: OUTLET_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const text = async () => new Response(stream).text();
  return {
    stream,
    text,
    /** Seqs of all events to the end. */
    seqs: async () => [...(await text()).matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq)),
    leave: () => left.abort(),
    how: () => how,
    /** Bytes that were handed over and not read. */
    waiting: () => waiting(),
  };
}

const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const write = async (run: WrittenRun, count: number, characters = 10) => {
  for (let n = 0; n < count; n++) await run.write(filler(characters));
};

test("everybody gets each event once and in order, whenever they come and wherever they begin", async () => {
  const here = await place();
  const { run } = here;
  await write(run, 300);
  const viewers: { after: number; seqs: Promise<number[]> }[] = [];
  for (let round = 0; round < 30; round++) {
    const after = (round * 37) % run.events.length;
    viewers.push({ after, seqs: view(here, after).seqs() });
    await run.write(...Array.from({ length: 1 + (round % 5) }, () => filler(round * 100)));
  }
  await run.end();
  const last = run.events.length;
  for (const { after, seqs } of viewers) expect(await seqs).toEqual(from(after + 1, last));
});

test("a new event is read once for all who follow", async () => {
  const here = await place();
  const viewers = Array.from({ length: 50 }, () => view(here).seqs());
  await expect.poll(() => here.reads.length).toBeGreaterThan(0);
  here.reads.length = 0;
  for (let n = 0; n < 5; n++) {
    await here.run.write(filler(10));
    await expect.poll(() => here.reads.includes(here.run.events.length - 1)).toBe(true);
  }
  await here.run.end();
  for (const seqs of viewers) expect(await seqs).toEqual(from(1, 7));
  // Each append is read, at most once looked behind it, and once more at the beginning.
  expect(here.reads.length).toBeLessThanOrEqual(14);
});

test("a feed goes with its last viewer", async () => {
  const here = await place();
  const [one, other] = [view(here), view(here)];
  expect(feedCount(here.log)).toBe(1);
  one.leave();
  expect(await one.how()).toBe("over");
  expect(feedCount(here.log)).toBe(1);
  other.leave();
  expect(await other.how()).toBe("over");
  expect(feedCount(here.log)).toBe(0);
});

test("who reads nothing holds under a megabyte, is given up, and does not hold up others", async () => {
  const here = await place();
  const [stuck, good] = [view(here), view(here)];
  const seqs = good.seqs();
  let most = 0;
  for (let n = 0; n < 200; n++) {
    await here.run.write(filler(20_000));
    await new Promise(setImmediate);
    most = Math.max(most, stuck.waiting());
  }
  await here.run.end();
  expect(await seqs).toEqual(from(1, 202));
  expect(most).toBeGreaterThan(200_000);
  expect(most).toBeLessThan(1_000_000);
  expect(await stuck.how()).toBe("stalled");
  await expect(stuck.text()).rejects.toThrow();
});

test("who knows events that are not there is told to begin anew, and gets all of them", async () => {
  const here = await place();
  await write(here.run, 4);
  const viewer = view(here, 1_000);
  await here.run.end();
  const text = await viewer.text();
  expect(text.startsWith("event: begin-anew\ndata: {}\n\nid: 1\n")).toBe(true);
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))).toEqual(from(1, 6));
});

test("live text comes from its beginning and without a hole to everybody, also to who comes late", async () => {
  const here = await place();
  const { live, run } = here;
  const words = Array.from({ length: 200 }, (_, n) => `wörd ${n} 😀 `);
  const viewers = [await reading(view(here))];
  let offset = 0;
  for (const [n, word] of words.entries()) {
    live.text({ runId: run.runId, span: 7, offset, text: word });
    offset += word.length;
    if (n % 40 === 39) {
      await expect.poll(() => joined(viewers[0]?.() ?? "")).toBe(words.slice(0, n + 1).join(""));
      viewers.push(await reading(view(here)));
    }
  }
  for (const text of viewers) await expect.poll(() => joined(text())).toBe(words.join(""));
  await run.end();
});

/** Reads a stream as it comes; resolves with its first event, and returns what came so far. */
async function reading({ stream }: { stream: ReadableStream<Uint8Array> }): Promise<() => string> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  const read = async () => {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: true });
    return done;
  };
  await read();
  void (async () => {
    while (!(await read()));
  })();
  return () => text;
}

/** The live text of a stream; throws at a hole. */
function joined(stream: string): string {
  let known = "";
  for (const [, json] of stream.matchAll(/^event: text\ndata: (.*)$/gm)) {
    // The stream's own frames.
    const { offset, text } = JSON.parse(json ?? "") as { offset: number; text: string };
    expect(offset).toBe(known.length);
    known += text;
  }
  return known;
}
