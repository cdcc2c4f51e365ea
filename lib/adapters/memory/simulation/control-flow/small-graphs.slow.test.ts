import { expect, test } from "vitest";
import { judged } from "./judged.ts";
import { smallGraphs } from "./small-graphs.ts";

test("every run of every graph of four steps with up to two ways back ends as it should", {
  timeout: 300_000,
}, () => {
  const { graphs, moves, undetermined, ends } = judged(smallGraphs(2, 2));
  expect(graphs).toBe(6_094);
  expect(moves).toBeGreaterThan(200_000);
  expect(undetermined / moves).toBeLessThan(0.05);
  expect([...ends.keys()].toSorted()).toEqual([
    "failed broken",
    "failed no-answer",
    "failed rework-limit",
    "ok",
  ]);
});
