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
