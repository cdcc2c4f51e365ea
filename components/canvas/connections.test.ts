import { expect, test } from "vitest";
import { addEdge, edited } from "@/lib/graph/checks/problem-cases.ts";
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

const each = edited(drawing("in>map", "map>out", "a>out", "b>out"), [
  addEdge({ id: "i", kind: "item", from: "map", to: "a", context: [] }),
]);

test.each([
  ["for each, a second time", each, "item", "map", "b", "and this one asks a. Remove that edge first."],
  ["for each, the same again", each, "item", "map", "a", "They are connected so already."],
  ["for each, from no map", each, "item", "a", "b", "Only a map asks for each item"],
  ["handing over", drawing("in>a", "b>out"), "handoff", "a", "b", null],
  ["handing over beside a flow", drawing("in>a", "a>b"), "handoff", "a", "b", null],
  ["handing over to itself", drawing("in>a", "b>out"), "handoff", "a", "a", "can't be connected to itself"],
  [
    "handing over to a tool",
    drawing("in>a", "tool>out"),
    "handoff",
    "a",
    "tool",
    "hands over to agents or supervisors",
  ],
] as const)("%s is judged", (_what, graph, kind, from, to, problem) => {
  const said = connectProblem(graph, kind, from, to);
  if (problem === null) expect(said).toBeNull();
  else expect(said).toContain(problem);
});

test("a handoff leads back along flows and along other handoffs, and has a bound then", () => {
  const graph = edited(drawing("in>a", "b>c", "c>out"), [
    addEdge({ id: "h", kind: "handoff", from: "a", to: "b", context: [] }),
  ]);
  expect([...stepsBefore(graph, "c")].toSorted()).toEqual(["a", "b", "c", "in"]);
  const back = { most: 3, usedUp: "fail" } as const;
  const ends = { id: "new", from: "c", to: "a" };
  expect(newEdge(graph, "handoff", ends, back)).toEqual({ ...ends, kind: "handoff", context: [], back });
  expect(newEdge(graph, "handoff", ends)).not.toHaveProperty("back");
  expect(newEdge(graph, "item", ends)).toEqual({ ...ends, kind: "item", context: [] });
});
