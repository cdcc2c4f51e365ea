import { mkdtempSync, rmSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isNoRoom } from "../../adapters/store/no-room.ts";
import { type DiskRoom, watchDiskRoom } from "./disk-room.ts";

let folder: string;
let room: DiskRoom;
let full = false;
const diskFull = Object.assign(new Error("could not extend file: No space left on device"), {
  code: "53100",
});
const tryWrite = async () => {
  if (full) throw diskFull;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tutti-room-"));
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  room.stop();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test("a disk with less than is wanted stops runs, and says what is free and what is needed", async () => {
  const { bavail, bsize } = await statfs(folder);
  room = await watchDiskRoom({ folder, tryWrite, stopBelow: bavail * bsize * 2 });
  expect(room.ok()).toBe(false);
  const state = room.state();
  expect(state).toMatchObject({ ok: false, cause: "folder", folder, neededBytes: bavail * bsize * 2 });
  expect(console.warn).toHaveBeenCalledWith(
    expect.stringMatching(/^Only \d+ MB are free in .*go on by themselves/),
  );
});

test("a refused write stops runs until the database takes one again, and tells who listens and who waits", async () => {
  room = await watchDiskRoom({ folder, tryWrite, stopBelow: 0, everyMs: 10 });
  const heard: boolean[] = [];
  room.onChange((ok) => heard.push(ok));
  full = true;
  expect(room.report(diskFull)).toBe(true);
  expect(room.state()).toMatchObject({ ok: false, cause: "database", said: diskFull.message });
  const waited = room.wait(new AbortController().signal);
  full = false;
  await waited;
  expect(room.ok()).toBe(true);
  expect(heard).toEqual([false, true]);
});

test("whoever waits is let go when asked to stop", async () => {
  room = await watchDiskRoom({ folder, tryWrite, stopBelow: Number.MAX_SAFE_INTEGER });
  const stop = new AbortController();
  const waited = room.wait(stop.signal);
  stop.abort();
  await waited;
  expect(room.ok()).toBe(false);
});

test("only errors about room are taken for such, also as the cause of another", async () => {
  room = await watchDiskRoom({ folder, tryWrite, stopBelow: 0 });
  expect(room.report(new Error("duplicate key"))).toBe(false);
  expect(room.ok()).toBe(true);
  const sqlite = new Error("database or disk is full");
  const system = Object.assign(new Error("write failed"), { code: "ENOSPC" });
  for (const error of [diskFull, sqlite, system, new Error("append failed", { cause: system })])
    expect(isNoRoom(error)).toBe(true);
  expect(isNoRoom("ENOSPC")).toBe(false);
});

test("trouble with looking is told once, however often it is met, and its end", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  let tries = 0;
  let away = true;
  const tryAway = async () => {
    tries++;
    if (away) throw new Error("away");
  };
  room = await watchDiskRoom({ folder, tryWrite: tryAway, stopBelow: 0, everyMs: 5 });
  room.report(diskFull);
  await expect.poll(() => tries).toBeGreaterThan(3);
  expect(error.mock.calls).toEqual([["Looking for free room failed: away"]]);
  away = false;
  await expect.poll(() => room.ok()).toBe(true);
  expect(vi.mocked(console.warn).mock.calls.flat()).toContain("Looking for free room works again.");
});

test("a folder that isn't there does not hold runs up", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  room = await watchDiskRoom({ folder: join(folder, "missing"), tryWrite });
  expect(room.ok()).toBe(true);
  expect(error.mock.calls).toEqual([
    [expect.stringMatching(/^Looking for free room failed: ENOENT.*missing/)],
  ]);
});

test("where the data are in a database elsewhere, no folder is looked at", async () => {
  room = await watchDiskRoom({ folder: null, tryWrite, stopBelow: Number.MAX_SAFE_INTEGER });
  expect(room.ok()).toBe(true);
});
