import { expect, test } from "vitest";
import { edited, set } from "./checks/problem-cases.ts";
import { hasChoice, modelChooses } from "./model-chooses.ts";
import type { BranchNode } from "./node.ts";
import { drawing } from "./test-drawing.ts";
import { validate } from "./validate.ts";

const branched = (...flows: string[]) => {
  const graph = drawing("in>branch", ...flows);
  const branch = graph.nodes.find((node): node is BranchNode => node.kind === "branch");
  if (!branch) throw new Error("the drawing has a branch");
  return { graph, branch };
};

function chosenBy(...flows: string[]) {
  const { graph, branch } = branched(...flows);
  let count = 0;
  return edited(graph, modelChooses(graph, branch, { at: { x: 0, y: 0 }, newId: () => `new${++count}` }));
}

const conditions = (graph: ReturnType<typeof chosenBy>) =>
  graph.edges.flatMap((edge) =>
    edge.kind === "flow" && edge.from === "branch" ? [[edge.to, edge.when]] : [],
  );

test("an agent before the branch answers with the name of a case, and each case is taken on its name", () => {
  const graph = chosenBy("branch>a if true", "branch>b if false", "branch>c", "a>out", "b>out", "c>out");
  const agent = graph.nodes.find(({ id }) => id === "new1");
  expect(agent?.kind === "agent" && agent.output?.properties.case?.enum).toEqual(["a", "b", "c"]);
  expect(graph.edges.filter(({ to }) => to === "new1").map(({ from }) => from)).toEqual(["in"]);
  expect(graph.edges.filter(({ to }) => to === "branch").map(({ from }) => from)).toEqual(["new1"]);
  expect(conditions(graph)).toEqual([
    ["a", `results.${agent?.referenceName}.case == "a"`],
    ["b", `results.${agent?.referenceName}.case == "b"`],
    ["c", undefined],
  ]);
  expect(validate(graph).filter(({ code }) => code !== "no-model")).toEqual([]);
});

test("where there is no else, the last case becomes it; names that are the same are told apart", () => {
  const { graph, branch } = branched("branch>a if true", "branch>b if ", "a>out", "b>out");
  const alike = edited(graph, [set("a", ["name"], "Same"), set("b", ["name"], "Same")]);
  const done = edited(alike, modelChooses(alike, branch, { at: { x: 0, y: 0 }, newId: newIds() }));
  const agent = done.nodes.find(({ id }) => id === "n1");
  expect(agent?.kind === "agent" && agent.output?.properties.case?.enum).toEqual(["Same", "Same 2"]);
  expect(conditions(done).map(([, when]) => when)).toEqual([expect.stringContaining('"Same"'), undefined]);
});

function newIds() {
  let count = 0;
  return () => `n${++count}`;
}

test("there is nothing to choose with fewer than two ways on", () => {
  const one = branched("branch>a if true", "branch>a", "a>out");
  expect(hasChoice(one.graph, one.branch)).toBe(false);
  const two = branched("branch>a if true", "branch>out", "a>out");
  expect(hasChoice(two.graph, two.branch)).toBe(true);
});
