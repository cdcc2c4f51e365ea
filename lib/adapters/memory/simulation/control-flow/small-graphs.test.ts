import { expect, test } from "vitest";
import { scriptsOf } from "./every-order.ts";
import { follow } from "./follower.ts";
import { judged } from "./judged.ts";
import { smallGraphs } from "./small-graphs.ts";

test("every run of every graph of three steps, and of four without ways back, ends as it should", () => {
  expect(judged(smallGraphs(1, 2)).graphs).toBe(32);
  const four = judged(smallGraphs(2, 0));
  expect(four.graphs).toBe(365);
  expect(four.ends.get("ok")).toBeGreaterThan(500);
});

test("whole runs of a graph make every move that there is", () => {
  let scripts = 0;
  for (const graph of smallGraphs(1, 1))
    for (const { input, facts, undetermined } of scriptsOf(graph)) {
      scripts += 1;
      const last = follow(graph.plan, input, facts).at(-1)?.at(-1);
      if (undetermined === null) expect(last?.what).toBe("run-end");
    }
  expect(scripts).toBeGreaterThan(100);
});
