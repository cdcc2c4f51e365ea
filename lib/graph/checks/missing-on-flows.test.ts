import { expect, test } from "vitest";
import type { GraphEdit } from "../graph-edit.ts";
import { indexGraph } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { Json } from "../json.ts";
import type { ObjectSchema } from "../json-schema.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import { missingParameters } from "./missing-parameters.ts";
import { edited, set, setEdge } from "./problem-cases.ts";

const asks: ObjectSchema = { type: "object", properties: { facts: { type: "string" } }, required: ["facts"] };

/** A flow that hands over what is asked for. */
const brings = (edge: string, path = "input.text"): GraphEdit => setEdge(edge, ["context"], [field(path)]);

const field = (path: string): Json => ({
  id: "facts",
  name: "facts",
  schema: { type: "string" },
  required: true,
  fill: { by: "path", path },
});

const letter = (flows: string[], ...edits: GraphEdit[]) =>
  edited(drawing(...flows), [set("workflow", ["parameters"], asks), ...edits]);

const told = (graph: ReturnType<typeof letter>): Issue[] => missingParameters(indexGraph(graph), null);

const where = (issues: Issue[]) => issues.map(({ edgeId, severity }) => `${edgeId} ${severity}`);

const takesEvery = set("branch", ["takes"], "every");
const waits = (needs: Json, withinMs: Json = null) => set("workflow", ["join"], { needs, withinMs });
const leavesOut = (id: string) => set(id, ["onFailure"], { do: "leave-out" });

const kinds: { what: string; flows: string[]; edits: GraphEdit[]; lacks: string[] }[] = [
  {
    what: "well, or by a failure",
    flows: ["in>a", "a>workflow", "a>b!", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow")],
    lacks: ["b-workflow error"],
  },
  {
    what: "by one case of a branch, far above it",
    flows: [
      "in>branch",
      "branch>a if input.x",
      "branch>b",
      "a>c",
      "c>workflow",
      "b>workflow",
      "workflow>out",
    ],
    edits: [brings("b-workflow")],
    lacks: ["c-workflow error"],
  },
  {
    what: "by any number of cases of a branch that takes every one",
    flows: [
      "in>branch",
      "branch>a if input.x",
      "branch>b if input.y",
      "branch>c",
      "a>workflow",
      "b>workflow",
      "c>workflow",
      "workflow>out",
    ],
    edits: [takesEvery, brings("a-workflow")],
    lacks: ["b-workflow error", "c-workflow error"],
  },
  {
    what: "by a fork of which both always come",
    flows: ["in>a", "in>b", "a>workflow", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow")],
    lacks: [],
  },
  {
    what: "by a fork, of which one may be left out",
    flows: ["in>a", "in>b", "a>workflow", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow"), leavesOut("a")],
    lacks: ["b-workflow error"],
  },
  {
    what: "by the first that comes",
    flows: ["in>a", "in>b", "a>workflow", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow"), waits("any")],
    lacks: ["b-workflow error"],
  },
  {
    what: "by two of three",
    flows: ["in>a", "in>b", "in>c", "a>workflow", "b>workflow", "c>workflow", "workflow>out"],
    edits: [brings("a-workflow"), waits(2)],
    lacks: ["b-workflow error"],
  },
  {
    what: "by two of three of which two hand it over",
    flows: ["in>a", "in>b", "in>c", "a>workflow", "b>workflow", "c>workflow", "workflow>out"],
    edits: [brings("a-workflow"), brings("b-workflow"), waits(2)],
    lacks: [],
  },
  {
    what: "by what has come in time",
    flows: ["in>a", "in>b", "a>workflow", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow"), waits("all", 1_000)],
    lacks: ["b-workflow error"],
  },
  {
    what: "by the first of two, of which that one always comes first",
    flows: ["in>a", "a>b", "a>workflow", "b>workflow", "workflow>out"],
    edits: [brings("a-workflow"), waits("any")],
    lacks: [],
  },
  {
    what: "again, by a way back, with what had led there",
    flows: ["in>workflow", "workflow>a", "workflow<a if results.a == 'no'", "a>out"],
    edits: [brings("in-workflow")],
    lacks: [],
  },
  {
    what: "by one of two opposite conditions that hand it over both",
    flows: [
      "in>a",
      "in>b",
      "a>workflow if input.x",
      "a>c if !input.x",
      "c>workflow",
      "b>workflow",
      "workflow>out",
    ],
    edits: [brings("a-workflow"), brings("c-workflow")],
    lacks: [],
  },
  {
    what: "by a condition after another one, which may not both come out so",
    flows: [
      "in>a",
      "a>b if input.x",
      "a>workflow",
      "in>c",
      "c>d if input.y",
      "d>workflow",
      "b>e",
      "e>workflow",
      "workflow>out",
    ],
    edits: [brings("d-workflow"), brings("e-workflow")],
    lacks: ["a-workflow warning"],
  },
];

test.each(kinds)("a step that begins $what is told of the flow that lacks what it requires", (one) => {
  const graph = letter(one.flows, ...one.edits);
  expect(where(told(graph))).toEqual(one.lacks);
});

test.each(kinds)("one press for each flow mends a step that begins $what", (one) => {
  let graph = letter(one.flows, ...one.edits);
  for (const { fix } of told(graph)) graph = edited(graph, fix?.edits ?? []);
  expect(told(graph)).toEqual([]);
});

test("the problem says which flow lacks it, and the field comes filled as on the other one where that can be read", () => {
  const flows = ["in>a", "a>workflow", "a>b!", "b>workflow", "workflow>out"];
  const [issue] = told(letter(flows, brings("a-workflow")));
  expect(issue?.message).toBe(
    "“workflow” requires “facts”, and the edge from “b” doesn't hand it over, though “workflow” can begin with it alone.",
  );
  expect(issue?.fix?.label).toBe("Take it from input.text");
});

test("what a failed step has not left is not read; the result of the step that comes instead is", () => {
  const flows = ["in>a", "a>workflow", "a>b!", "b>workflow", "workflow>out"];
  const graph = letter(flows, brings("a-workflow", "results.a"));
  const [issue] = told(graph);
  const from = graph.nodes.find(({ id }) => id === "b")?.referenceName;
  expect(issue?.fix?.label).toBe(`Take it from results.${from}`);
  expect(
    validate(edited(graph, issue?.fix?.edits ?? []), { connections: [] }).map(({ code }) => code),
  ).not.toContain("field-not-filled");
});

test("thirty forks with conditions lead to more ways than are told apart, and where a flow hands it over nothing is said", () => {
  const many = Array.from({ length: 30 }, (_, at) => `s${at}`);
  const flows = many.flatMap((step) => [`in>${step}`, `${step}>workflow if input.${step}`]);
  const graph = letter([...flows, "workflow>out"], brings("s0-workflow"));
  expect(told(graph)).toEqual([]);
});
