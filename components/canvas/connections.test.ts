import { expect, test } from "vitest";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { connectProblem, newEdge, stepsBefore } from "./connections.ts";

test("a step leads back to itself and to what comes before it, not along ways back", () => {
  const graph = drawing("in>a", "a>b", "b>c", "in>d", "a<b if true");
  expect([...stepsBefore(graph, "b")].toSorted()).toEqual(["a", "b", "in"]);
  expect([...stepsBefore(graph, "a")].toSorted()).toEqual(["a", "in"]);
});

test("from a branch come a case, the else, and then cases", () => {
  const flow = (...flows: string[]) =>
    newEdge(drawing("in>branch", ...flows), "flow", { id: "new", from: "branch", to: "a" });
  expect(flow()).toMatchObject({ when: "" });
  expect(flow("branch>b if true")).not.toHaveProperty("when");
  expect(flow("branch>b if true", "branch>c")).toMatchObject({ when: "" });
  expect(newEdge(drawing("in>a"), "flow", { id: "new", from: "a", to: "b" })).not.toHaveProperty("when");
});

test.each([
  ["a step to itself", drawing("in>a"), "flow", "a", "a", null],
  [
    "an asking to itself",
    drawing("in>boss"),
    "worker",
    "boss",
    "boss",
    "A node can't be connected to itself.",
  ],
  ["the same again", drawing("in>a", "a>b"), "flow", "a", "b", "They are connected so already."],
  ["beside a condition", drawing("in>a", "a>b if true"), "flow", "a", "b", null],
  ["beside a failure", drawing("in>a", "a>b!"), "flow", "a", "b", null],
] as const)("%s is judged", (_what, graph, kind, from, to, problem) => {
  expect(connectProblem(graph, kind, from, to)).toBe(problem);
});
