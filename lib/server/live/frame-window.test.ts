import { expect, test } from "vitest";
import { filler, numbered } from "../runs/written-run.ts";
import { FrameWindow } from "./frame-window.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const seqs = (bytes: Uint8Array) => [...text(bytes).matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));

/** Reads on from an event to the newest. */
function readOn(window: FrameWindow, from: number): number[] | "gone" {
  const read: number[] = [];
  for (let seq = from; ; ) {
    const next = window.after(seq);
    if (next === "gone") return "gone";
    if (next === null) return read;
    expect(next.first).toBe(seq + 1);
    read.push(...seqs(next.bytes));
    seq = next.last;
  }
}

test("whoever reads on from any event that is kept gets what follows, each once and in order", () => {
  const window = new FrameWindow(10, 1_000_000);
  window.push(numbered("r", 11, filler(10), filler(70_000), filler(20)));
  window.push(numbered("r", 14, filler(40_000), filler(40_000)));
  expect(readOn(window, 10)).toEqual([11, 12, 13, 14, 15]);
  expect(readOn(window, 11)).toEqual([12, 13, 14, 15]);
  expect(readOn(window, 14)).toEqual([15]);
  expect(readOn(window, 15)).toEqual([]);
  expect(readOn(window, 20)).toEqual([]);
  expect(readOn(window, 9)).toBe("gone");
});

test("a frame is the event's id and its JSON", () => {
  const window = new FrameWindow(0, 1_000);
  const [event] = numbered("r", 1, filler(3));
  if (event) window.push([event]);
  const next = window.after(0);
  if (next === null || next === "gone") throw new Error("expected the frame");
  expect(text(next.bytes)).toBe(`id: 1\ndata: ${JSON.stringify(event)}\n\n`);
});

test("old frames go when there are too many, the newest stay", () => {
  const window = new FrameWindow(0, 200_000);
  for (let seq = 1; seq <= 100; seq++) window.push(numbered("r", seq, filler(10_000)));
  expect(readOn(window, 0)).toBe("gone");
  expect(readOn(window, 70)).toBe("gone");
  expect(readOn(window, 85)).toHaveLength(15);
});
