import { expect, test } from "vitest";
import { tryAll } from "./every-order.ts";
import { INVARIANTS } from "./invariants.ts";
import { type SmallGraph, smallGraphs } from "./small-graphs.ts";

test("every run of every graph of four steps ends as it should, whatever comes in which order", () => {
  const total = { graphs: 0, moments: 0, moves: 0, undetermined: 0 };
  const ends = new Map<string, number>();
  for (const graph of smallGraphs(2, 2)) {
    const { moments, moves, undetermined, ends: some } = checked(graph);
    total.graphs += 1;
    total.moments += moments;
    total.moves += moves;
    total.undetermined += undetermined;
    for (const [how, times] of some) ends.set(how, (ends.get(how) ?? 0) + times);
  }
  console.log(total, ends);
  expect([...ends.keys()].toSorted()).toEqual([
    "failed broken",
    "failed no-answer",
    "failed rework-limit",
    "ok",
  ]);
});

function checked(graph: SmallGraph) {
  try {
    return tryAll(graph, (move) => {
      for (const [name, wrong] of Object.entries(INVARIANTS)) {
        const why = wrong(move, graph.plan);
        if (why !== null) throw new Error(`${name}: ${why}, after ${JSON.stringify(move.after.facts)}`);
      }
    });
  } catch (error) {
    const flows = graph.plan.flows.map(({ from, to, on, when, back }) =>
      [from, to, on, when, JSON.stringify(back)].join(" "),
    );
    throw new Error(
      `${error instanceof Error ? error.message : error}\n${flows.join("\n")}\n${JSON.stringify(graph.plan.steps)}`,
    );
  }
}
