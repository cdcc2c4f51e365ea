import { expect, test } from "vitest";
import { LiveText } from "./live-text.ts";

test("pieces reach those who watch, and a late viewer gets the text so far", () => {
  const live = new LiveText();
  const seen: string[] = [];
  const stop = live.watch("r1", (delta) => seen.push(`${delta.span}:${delta.offset}:${delta.text}`));
  live.text({ runId: "r1", span: 5, offset: 0, text: "Good " });
  live.text({ runId: "r1", span: 5, offset: 5, text: "morning" });
  live.text({ runId: "r2", span: 5, offset: 0, text: "elsewhere" });
  expect(seen).toEqual(["5:0:Good ", "5:5:morning"]);
  expect(live.soFar("r1")).toEqual([{ runId: "r1", span: 5, offset: 0, text: "Good morning" }]);
  stop();
  live.text({ runId: "r1", span: 5, offset: 12, text: "!" });
  expect(seen).toHaveLength(2);
  live.forget("r1");
  expect(live.soFar("r1")).toEqual([]);
  expect(live.soFar("r2")).toHaveLength(1);
});

test("pieces from another process are joined by their offsets, whatever comes twice", () => {
  const live = new LiveText();
  const seen: string[] = [];
  live.watch("r1", ({ offset, text }) => seen.push(`${offset}:${text}`));
  const take = (offset: number, text: string) => live.take({ runId: "r1", span: 5, offset, text });
  expect(take(0, "Good ")).toBe(true);
  expect(take(0, "Good morn")).toBe(true);
  expect(take(3, "d mo")).toBe(true);
  expect(take(20, "far ahead")).toBe(false);
  expect(take(7, "rning")).toBe(true);
  expect(seen).toEqual(["0:Good ", "5:morn", "9:ing"]);
  expect(live.soFar("r1")).toMatchObject([{ offset: 0, text: "Good morning" }]);
});

test("what other processes wrote is forgotten with the last watcher, what this one writes is kept", () => {
  const live = new LiveText();
  const stop = live.watch("r1", () => {});
  live.take({ runId: "r1", span: 5, offset: 0, text: "elsewhere" });
  live.text({ runId: "r1", span: 9, offset: 0, text: "here" });
  expect(live.soFar("r1", { here: true })).toMatchObject([{ text: "here" }]);
  stop();
  expect(live.soFar("r1")).toMatchObject([{ text: "here" }]);
});

test("of very much text the oldest goes, and a call whose beginning is gone is not given to late viewers", () => {
  const live = new LiveText();
  const block = "x".repeat(60_000);
  for (let span = 1; span <= 6; span++) live.text({ runId: "r1", span, offset: 0, text: block });
  expect(live.soFar("r1").map(({ span }) => span)).toEqual([4, 5, 6]);
  const seen: number[] = [];
  live.watch("r1", ({ offset }) => seen.push(offset));
  live.text({ runId: "r1", span: 1, offset: 60_000, text: "more" });
  expect(seen).toEqual([60_000]);
  expect(live.soFar("r1").map(({ span }) => span)).toEqual([4, 5, 6]);
});
