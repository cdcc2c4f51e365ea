import { expect, test } from "vitest";
import { createRunPaint, idlePaint } from "./run-paint.ts";

test("an equal paint keeps the object, so that nothing draws again", () => {
  const paint = createRunPaint();
  paint.setNode("a", { ...idlePaint, text: "one" });
  const first = paint.nodeState("a");
  paint.setNode("a", { ...idlePaint, text: "one" });
  expect(paint.nodeState("a")).toBe(first);
  paint.setNode("a", { ...idlePaint, text: "two" });
  expect(paint.nodeState("a")?.text).toBe("two");
});

test("each message along an edge is a new pulse", () => {
  const paint = createRunPaint();
  paint.pulse("e", "forward");
  const first = paint.edgePulse("e");
  paint.pulse("e", "back");
  expect(paint.edgePulse("e")?.direction).toBe("back");
  expect(paint.edgePulse("e")?.id).not.toBe(first?.id);
});

test("who watches is told once for each publish, until it stops", () => {
  const paint = createRunPaint();
  let told = 0;
  const stop = paint.subscribe(() => {
    told += 1;
  });
  paint.setNode("a", idlePaint);
  paint.setNode("b", idlePaint);
  expect(told).toBe(0);
  paint.publish();
  expect(told).toBe(1);
  stop();
  paint.publish();
  expect(told).toBe(1);
});
