import { expect, test } from "vitest";
import { drawing } from "../graph/test-drawing.ts";
import { compile } from "../plan/compile.ts";
import { mainOf } from "../plan/plan-index.ts";
import { runBuilder } from "./fixtures/run-builder.ts";
import { foldAll } from "./fold.ts";
import { roundsOf } from "./rounds.ts";
import { scoreOf } from "./score.ts";

/** A run of the graph with these flows, in which these visits come one after another, each for 100 ms. */
function run(flows: string[], ...visits: [step: string, flow: string | null][]) {
  const graph = { ...drawing(...flows), defaultModel: { connectionId: null, model: "small" } };
  const compiled = compile(graph);
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join(" "));
  const build = runBuilder();
  build.start({});
  const start = build.now();
  for (const [step, flow] of visits) {
    const span = build.step(step, step, { flow }, {});
    build.wait(100);
    build.end(span, "done");
  }
  const open = (step: string, flow: string) => build.step(step, step, { flow }, {});
  const steps = graph.nodes.map(({ id, name, kind }) => ({ id, name, kind }));
  const plan = mainOf(compiled.plan);
  const trace = () => foldAll(build.runId, build.events);
  return {
    open,
    rounds: () =>
      roundsOf(trace(), plan).map(({ loop, number, from, to }) => {
        const end = to === null ? "…" : to - start;
        return `${loop} ${number}: ${from - start}–${end}`;
      }),
    score: () => scoreOf(trace(), steps, plan),
  };
}

const rework = ["in>a", "a>b", "a<b if results.b != 'good'", "b>out"];

test("a round of a loop lasts from its first step until nothing in it is open", () => {
  const { rounds, open } = run(
    rework,
    ["in", null],
    ["a", "in-a"],
    ["b", "a-b"],
    ["a", "b-a-back"],
    ["b", "a-b"],
    ["a", "b-a-back"],
  );
  expect(rounds()).toEqual(["a 1: 100–300", "a 2: 300–500", "a 3: 500–600"]);
  open("b", "a-b");
  expect(rounds().at(-1)).toBe("a 3: 500–…");
});

test("without a way back taken there are no rounds", () => {
  expect(run(rework, ["in", null], ["a", "in-a"], ["b", "a-b"], ["out", "b-out"]).rounds()).toEqual([]);
});

test("an inner loop counts from the beginning each time that it is entered", () => {
  const flows = ["in>a", "a>b", "b<b if results.b == ''", "b>c", "a<c if results.c == ''", "c>out"];
  const { rounds } = run(
    flows,
    ["in", null],
    ["a", "in-a"],
    ["b", "a-b"],
    ["b", "b-b-back"],
    ["c", "b-c"],
    ["a", "c-a-back"],
    ["b", "a-b"],
    ["b", "b-b-back"],
  );
  expect(rounds()).toEqual([
    "a 1: 100–500",
    "a 2: 500–800",
    "b 1: 200–300",
    "b 2: 300–400",
    "b 1: 600–700",
    "b 2: 700–800",
  ]);
});

test("the score has the rounds over the staves that play in them, and numbers what is visited several times", () => {
  const { score } = run(rework, ["in", null], ["a", "in-a"], ["b", "a-b"], ["a", "b-a-back"], ["b", "a-b"]);
  const { rounds, staves } = score();
  expect(rounds.map(({ name, number, staves }) => [name, number, staves])).toEqual([
    ["a", 1, [0, 1]],
    ["a", 2, [0, 1]],
  ]);
  expect(staves.map(({ name, visits }) => [name, visits.length])).toEqual([
    ["a", 2],
    ["b", 2],
  ]);
});
