import { expect, test } from "vitest";
import type { Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { PublishedWorkflow } from "../issue.ts";
import type { ObjectSchema } from "../json-schema.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import {
  addEdge,
  allOnline,
  edited,
  lookAt,
  type ProblemCase,
  remove,
  set,
  setEdge,
} from "./problem-cases.ts";

const text = { type: "string" } as const;
const form: ObjectSchema = { type: "object", properties: { text }, required: [] };
const asks = (...names: string[]): ObjectSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, text])),
  required: names,
});

const answers = set("out", ["template"], "Done.");

/** A version of a workflow that uses others, or, with edits, is spoilt. */
function version(
  id: string,
  {
    uses = [],
    edits = [],
    ...more
  }: Partial<PublishedWorkflow> & { uses?: string[]; edits?: GraphEdit[] } = {},
): PublishedWorkflow {
  const steps = uses.map((_, at) => `workflow${at}`);
  const flows = [
    ...steps.flatMap((step) => [`in>${step}`, `${step}>out`]),
    ...(steps.length === 0 ? ["in>out"] : []),
  ];
  const pinned = steps.flatMap((step, at): GraphEdit[] => [
    set(step, ["workflow"], { id: uses[at] ?? "", version: 1 }),
    set(step, ["parameters"], form),
    set(step, ["result"], RESULT),
  ]);
  const graph = edited(drawing(...flows), [...pinned, answers, ...edits]);
  return { id, version: 1, name: id.toUpperCase(), latest: 1, deleted: false, graph, ...more };
}

/** What comes back from all the versions here. */
const RESULT = { type: "string" };

/** A drawing with one workflow node, pinned to version 1 of `x`. */
const using = (...edits: GraphEdit[]): Graph =>
  edited(drawing("in>workflow", "workflow>out"), [
    set("workflow", ["workflow"], { id: "x", version: 1 }),
    set("workflow", ["parameters"], form),
    set("workflow", ["result"], RESULT),
    ...edits,
  ]);

/** Versions that use each other in a line, x first, so many of them. */
const line = (many: number): PublishedWorkflow[] =>
  Array.from({ length: many }, (_, at) => {
    const uses = at < many - 1 ? [`x${at + 1}`] : [];
    return version(at === 0 ? "x" : `x${at}`, { uses });
  });

const told = (
  code: ProblemCase["code"],
  what: string,
  workflows: PublishedWorkflow[],
  { edits = [], around = {}, ...more }: Partial<ProblemCase> = {},
): ProblemCase => ({
  ...{ code, what, graph: using(), edits, at: "workflow", around: { workflow: "own", workflows, ...around } },
  ...more,
});

const toneHandedOver = setEdge(
  "in-workflow",
  ["context"],
  [{ id: "tone", name: "tone", schema: text, required: true, fill: { by: "path", path: "input.text" } }],
);

const cases: ProblemCase[] = [
  told("no-workflow", "a step without a workflow", [], {
    edits: [set("workflow", ["workflow"], null)],
    fixed: false,
  }),
  told("workflow-missing", "a version that isn't there", [version("x", { version: 2 })], { fixed: false }),
  told("workflow-deleted", "a workflow that was deleted", [version("x", { deleted: true })], {
    warning: true,
    fixed: false,
  }),
  told("workflow-form", "parameters that the version doesn't have", [version("x")], {
    edits: [set("workflow", ["parameters"], asks("colour"))],
  }),
  told("workflow-form", "a result that the version doesn't have", [version("x")], {
    edits: [set("workflow", ["result"], { type: "object" })],
    warning: true,
    says: "doesn't have the result",
  }),
  told("workflow-circle", "a workflow that runs itself", [version("x")], { around: { workflow: "x" } }),
  told(
    "workflow-circle",
    "a workflow that leads back",
    [version("x", { uses: ["y"] }), version("y", { uses: ["own"] })],
    {
      says: "“Y”",
    },
  ),
  told("workflow-deep", "nine workflows inside each other", line(9), { says: "more than 8", fixed: false }),
  told("workflow-broken", "a version with an error", [version("x", { edits: [remove("out")] })], {
    says: "There is no output",
    fixed: false,
  }),
  told(
    "workflow-broken",
    "an error in what a version uses",
    [version("x", { uses: ["y"] }), version("y", { edits: [remove("out")] })],
    { says: "“Y”, which “X” uses, can't run", fixed: false },
  ),
  told("workflow-broken", "a version that uses one that isn't there", [version("x", { uses: ["y"] })], {
    says: "isn't there",
    fixed: false,
  }),
  told(
    "field-not-filled",
    "a parameter that no flow fills",
    [version("x", { edits: [set("in", ["schema"], asks("text"))] })],
    {
      edits: [set("workflow", ["parameters"], asks("text"))],
      at: "in-workflow",
      says: "“text”",
    },
  ),
  told("field-not-declared", "a fill of a parameter that the workflow doesn't have", [version("x")], {
    graph: edited(drawing("in>a", "a>out"), [
      { type: "node-add", node: workflowNode(), position: null },
      addEdge({
        id: "use",
        kind: "tool",
        from: "a",
        to: "workflow",
        fills: [{ name: "colour", fill: { by: "model" } }],
      }),
    ]),
    at: "use",
  }),
  told("field-not-declared", "a field that only a newer version may take", [version("x", { latest: 3 })], {
    edits: [toneHandedOver],
    at: "in-workflow",
    says: "no such parameter. There is a newer version, 3, which may have it",
    warning: true,
  }),
  told(
    "field-not-declared",
    "a field that the newest version takes",
    [
      version("x", { latest: 2 }),
      version("x", { version: 2, latest: 2, edits: [set("in", ["schema"], asks("tone"))] }),
    ],
    { edits: [toneHandedOver], at: "in-workflow", says: "Version 2, the newest, has it.", warning: true },
  ),
  told("field-not-filled", "a parameter that a supervisor doesn't hand over", [], {
    graph: edited(drawing("in>boss", "boss>out"), [
      { type: "node-add", node: workflowNode(asks("colour")), position: null },
      addEdge({ id: "w", kind: "worker", from: "boss", to: "workflow", context: [] }),
    ]),
    around: { workflows: [version("x", { edits: [set("in", ["schema"], asks("colour"))] })] },
    at: "w",
  }),
];

function workflowNode(parameters: ObjectSchema = form) {
  const node = using().nodes.find(({ id }) => id === "workflow");
  if (node?.kind !== "workflow") throw new Error("the drawing has a workflow");
  return { ...node, parameters };
}

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});

const codes = (graph: Graph, workflows?: PublishedWorkflow[]) =>
  validate(graph, { ...allOnline, workflow: "own", ...(workflows && { workflows }) }).map(({ code }) => code);

test("a workflow that is there and can run is nothing to speak of, eight deep as well", () => {
  expect(codes(using(), [version("x", { uses: ["y"] }), version("y")])).toEqual([]);
  expect(codes(using(), line(8))).toEqual([]);
});

test("where nobody knows what is published, only what was not chosen is told", () => {
  expect(codes(using())).toEqual([]);
  expect(codes(using(set("workflow", ["workflow"], null)))).toEqual(["no-workflow"]);
});

test("the order of the fields in a form makes no difference", () => {
  const parameters = { required: [], properties: { text }, type: "object" };
  expect(codes(using(set("workflow", ["parameters"], parameters)), [version("x")])).toEqual([]);
});

test("what only real runs need keeps only real runs from starting", () => {
  const inner = edited(drawing("in>a", "a>out"), [set("out", ["template"], "{{ results.a }}")]);
  const [issue, ...others] = validate(using(), {
    ...allOnline,
    workflows: [version("x", { graph: inner })],
  });
  expect(issue).toMatchObject({ code: "workflow-broken", mode: "real", severity: "error" });
  expect(issue?.message).toContain("has no model");
  expect(others).toEqual([]);
});

test("a version is looked into again when what is known around it has changed", () => {
  const asked = [version("x", { edits: [] })];
  const graph = using();
  expect(codes(graph, asked)).toEqual([]);
  const broken = [{ ...version("x"), graph: edited(drawing("out>a"), [answers]) }];
  expect(codes(graph, broken)).toContain("workflow-broken");
});

test("an agent chooses a workflow by its description, and a supervisor hands over what it asks for", () => {
  const graph = edited(drawing("in>a", "a>out"), [
    { type: "node-add", node: workflowNode(asks("colour")), position: null },
    addEdge({ id: "use", kind: "tool", from: "a", to: "workflow", fills: [] }),
  ]);
  expect(codes(graph)).toContain("no-description");
  expect(codes(graph)).not.toContain("field-not-filled");
  expect(
    codes(edited(graph, [set("workflow", ["description"], "Paints."), setEdge("use", ["fills"], [])])),
  ).not.toContain("no-description");
});

test("a limit of cost covers what a workflow asks inside, whose models need a price, too", () => {
  const limited = edited(drawing("in>a", "a>out"), [
    { type: "node-add", node: { ...workflowNode(), description: "Paints." }, position: null },
    addEdge({ id: "use", kind: "tool", from: "a", to: "workflow", fills: [] }),
    set("a", ["limits", "maxCostNanos"], 1_000),
  ]);
  const thinking = (model: string) =>
    edited(drawing("in>b", "b>out"), [
      set("b", ["models"], [{ id: "m", connectionId: null, model }]),
      set("out", ["template"], "{{ results.b }}"),
    ]);
  const found = (model: string) =>
    validate(limited, { ...allOnline, workflows: [version("x", { graph: thinking(model) })] }).filter(
      ({ code }) => code === "no-price",
    );
  expect(found("gpt-5-mini")).toEqual([]);
  const [issue, ...others] = found("house-model");
  expect(issue).toMatchObject({ nodeId: "workflow", message: expect.stringContaining("house-model") });
  expect(others).toEqual([]);
  const mended = edited(limited, issue?.fix?.edits ?? []);
  const after = validate(mended, {
    ...allOnline,
    workflows: [version("x", { graph: thinking("house-model") })],
  });
  expect(after.filter(({ code }) => code === "no-price")).toEqual([]);
});
