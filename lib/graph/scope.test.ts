import { expect, test } from "vitest";
import type { FlowEdge } from "./edge.ts";
import { applyEdits } from "./edit.ts";
import { expressionShape } from "./expression-shape.ts";
import type { Graph } from "./graph.ts";
import { type GraphIndex, indexGraph } from "./graph-index.ts";
import { receivedShape } from "./received.ts";
import { changeReferenceName } from "./rename.ts";
import { acceptScope, conditionScope, edgeScope, type Scope, stepScope } from "./scope.ts";
import { drawing } from "./test-drawing.ts";

function flow(index: GraphIndex, id: string): FlowEdge {
  const edge = index.edge(id);
  if (edge?.kind !== "flow") throw new Error(`expected a flow ${id}`);
  return edge;
}

/** The names of results that can be there; those only in later rounds with a star. */
const there = ({ results }: Scope) =>
  [...(results ?? [])].flatMap(([name, { soon, onlyAgain }]) =>
    soon ? [onlyAgain ? `${name}*` : name] : [],
  );

/** Writer, checker, branch, and back. */
const rework = () =>
  drawing("in>write", "write>check", "check>branch", "write<branch if results.check != 'ok'", "branch>out");

test("a condition sees the results up to the step it comes from, that one included", () => {
  const index = indexGraph(drawing("in>a", "a>b if true", "b>c", "in>d", "d>c"));
  expect(there(conditionScope(index, flow(index, "a-b")))).toEqual(["input", "a"]);
  expect([...conditionScope(index, flow(index, "a-b")).roots.keys()]).toEqual(["input"]);
});

test("only the condition and the fields of an “if it fails” see the failure", () => {
  const index = indexGraph(drawing("in>a", "a>b! if failure.code == 'timeout'", "a>c"));
  expect(expressionShape("failure.message", edgeScope(index, flow(index, "a-b-failed")))).toEqual({
    type: "string",
  });
  expect(edgeScope(index, flow(index, "a-c")).roots.has("failure")).toBe(false);
  const failed = conditionScope(index, flow(index, "a-b-failed"));
  expect(expressionShape("failure.code", failed)).toEqual({ type: "string" });
  expect(conditionScope(index, flow(index, "a-c")).roots.has("failure")).toBe(false);
});

test("inside a loop a later step's result may be there, but not in the first round", () => {
  const index = indexGraph(rework());
  expect(there(edgeScope(index, flow(index, "in-write")))).toEqual(["input", "write*", "check*"]);
  expect(there(edgeScope(index, flow(index, "branch-write-back")))).toEqual(["input", "write", "check"]);
  expect(there(conditionScope(index, flow(index, "branch-write-back")))).toEqual(["input", "write", "check"]);
});

test("rounds are there for the steps of loops alone, as lists of their results", () => {
  const index = indexGraph(rework());
  const scope = stepScope(index, "out");
  expect([...(scope.rounds?.keys() ?? [])]).toEqual(["write", "check"]);
  expect(expressionShape("rounds.write", scope)).toEqual({ type: "array", items: { type: "string" } });
  expect(expressionShape("rounds.write[0]", scope)).toEqual({ type: "string" });
  expect(stepScope(indexGraph(drawing("in>a", "a>out")), "out").rounds).toBeNull();
});

test("what an answer has to meet sees the answer, what the agent received and its own calls", () => {
  const index = indexGraph(drawing("in>a", "a>b"));
  const agent = index.node("b");
  if (agent?.kind !== "agent") throw new Error("expected the agent");
  const scope = acceptScope(index, agent);
  expect([...scope.roots.keys()]).toEqual(["input", "context", "output"]);
  expect(expressionShape("output", scope)).toEqual({ type: "string" });
  expect(expressionShape("context.a", scope)).toEqual({ type: "string" });
});

test("a branch hands on what it receives, also through other branches", () => {
  const index = indexGraph(drawing("in>a", "a>branch", "branch>branch2 if true", "branch2>b", "branch>c"));
  for (const id of ["b", "c"])
    expect(receivedShape(index, id)).toMatchObject({
      properties: { input: {}, a: { type: "string" } },
      required: ["input", "a"],
    });
});

test("branches in a circle receive something all the same", () => {
  const index = indexGraph(
    drawing("in>branch", "branch>branch2 if true", "branch<branch2", "branch2>a if false"),
  );
  expect(Object.keys(receivedShape(index, "a").properties ?? {})).toContain("text");
});

test("behind a branch on the input, a step receives the input as it is", () => {
  const index = indexGraph(drawing("in>branch", "branch>a if true", "branch>b"));
  expect(Object.keys(receivedShape(index, "a").properties ?? {})).toEqual(["text"]);
});

test("a way back hands on the draft to be reworked, and what comes by one way only is not required", () => {
  const { properties, required } = receivedShape(indexGraph(rework()), "write");
  expect(Object.keys(properties ?? {}).toSorted()).toEqual(["check", "input", "text", "write"]);
  expect(required).toEqual([]);
});

test("an “if it fails” hands on the failure instead of a result", () => {
  const { properties } = receivedShape(indexGraph(drawing("in>a", "a>b!")), "b");
  expect(Object.keys(properties ?? {})).toEqual(["input", "failure"]);
});

test("2,000 branches in a row hand on to the last", () => {
  const row = Array.from({ length: 2_000 }, (_, at) => `branch${at}>branch${at + 1}`);
  const index = indexGraph(drawing("in>a", "a>branch0", ...row, "branch2000>b"));
  expect(Object.keys(receivedShape(index, "b").properties ?? {})).toEqual(["input", "a"]);
});

test("a reference name is changed in conditions, in what an answer has to meet and in rounds", () => {
  const graph = rework();
  const nodes = graph.nodes.map((node) => {
    if (node.id === "write" && node.kind === "agent")
      return {
        ...node,
        accept: { when: "size(output) > size(context.check)", say: "Not {{ context.write }}", most: 2 },
      };
    return node.kind === "output"
      ? { ...node, template: "{{ size(rounds.check) }} {{ rounds.write[0] }}" }
      : node;
  });
  const renamed = (from: Graph, id: string, name: string) => {
    const edited = applyEdits({ graph: from, layout: {} }, changeReferenceName(from, id, name));
    if ("problem" in edited) throw new Error(edited.problem);
    return edited.document.graph;
  };
  const after = renamed(renamed({ ...graph, nodes }, "check", "review"), "write", "draft");
  expect(after.edges.find(({ id }) => id === "branch-write-back")).toMatchObject({
    when: "results.review != 'ok'",
  });
  expect(after.nodes.find(({ id }) => id === "out")).toMatchObject({
    template: "{{ size(rounds.review) }} {{ rounds.draft[0] }}",
  });
  expect(after.nodes.find(({ id }) => id === "write")).toMatchObject({
    accept: { when: "size(output) > size(context.review)", say: "Not {{ context.draft }}" },
  });
});
