import { expect, test } from "vitest";
import type { GraphEdge, HandoffEdge } from "../edge.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import { addEdge, allOnline, edited, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const handoff = (from: string, to: string, more: Partial<HandoffEdge> = {}): GraphEdge => ({
  ...{ id: `${from}-over-${to}`, kind: "handoff", from, to, context: [] },
  ...more,
});
const back = { most: 3, usedUp: "fail" } as const;

const told = (
  code: ProblemCase["code"],
  what: string,
  flows: string[],
  handoffs: GraphEdge[],
  more: Partial<ProblemCase> = {},
): ProblemCase => ({ code, what, graph: drawing(...flows), edits: handoffs.map(addEdge), ...more });

const cases: ProblemCase[] = [
  told(
    "handoff-from-asked",
    "a worker that hands over",
    ["in>boss", "boss>out", "b>out"],
    [{ id: "w", kind: "worker", from: "boss", to: "a", context: [] }, handoff("a", "b")],
    { graph: drawing("in>boss", "boss>out", "a>out", "b>out"), at: "a-over-b", says: "let who asks choose" },
  ),
  told(
    "cycle",
    "two that hand over to each other without a bound",
    ["in>a", "a>out", "b>out"],
    [handoff("a", "b"), handoff("b", "a")],
    { at: "b-over-a", says: "without a bound" },
  ),
  told(
    "way-back-middle",
    "a handoff back past which another way leads",
    ["in>s", "s>a", "a>b", "s>b", "b>out"],
    [handoff("b", "a", { back })],
    { at: "b-over-a", says: "into the middle" },
  ),
  told(
    "way-back-forward",
    "a handoff back that leads forward",
    ["in>a", "a>out", "b>out"],
    [handoff("a", "b", { back })],
    { at: "a-over-b" },
  ),
  told(
    "no-description",
    "one that is handed over to without a description",
    ["in>a", "a>out", "b>out"],
    [handoff("a", "b")],
    { at: "b", warning: true, fixed: false },
  ),
  told(
    "nothing-fills",
    "a reference that an agent is to pass",
    ["in>a", "a>out", "b>out"],
    [
      handoff("a", "b", {
        context: [{ id: "f", name: "facts", schema: {}, required: true, fill: { by: "reference" } }],
      }),
    ],
    { at: "a-over-b" },
  ),
  told(
    "edge-misfit",
    "a supervisor that hands over",
    ["in>boss", "boss>out", "b>out"],
    [handoff("boss", "b")],
    {
      at: "boss-over-b",
    },
  ),
  told(
    "duplicate-edge",
    "the same handoff twice",
    ["in>a", "a>out", "b>out"],
    [handoff("a", "b"), handoff("a", "b", { id: "again" })],
    { at: "again" },
  ),
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});

test("an agent that only hands over comes to an end, and the result of who takes over goes on", () => {
  const graph = edited(drawing("in>a", "b>out", "c>out"), [
    ...[handoff("a", "b"), handoff("a", "c"), handoff("c", "a", { back })].map(addEdge),
    set("b", ["description"], "Sells."),
    set("c", ["description"], "Repairs."),
    set("a", ["description"], "Sorts."),
  ]);
  expect(validate(graph, allOnline).filter(({ code }) => code !== "no-model")).toEqual([]);
});
