import { expect, test } from "vitest";
import type { GraphEdit } from "../graph-edit.ts";
import type { IssueCode } from "../issue.ts";
import { drawing } from "../test-drawing.ts";
import { validate } from "../validate.ts";
import { edited, lookAt, type ProblemCase, set } from "./problem-cases.ts";

type Options = Omit<ProblemCase, "what" | "graph" | "edits" | "code"> & { edits?: GraphEdit[] };

/** A drawing with a problem; its flows are written as in `drawing`. */
const told = (
  code: IssueCode,
  what: string,
  flows: string[],
  { edits = [], ...more }: Options = {},
): ProblemCase => ({
  what,
  graph: drawing(...flows),
  edits,
  code,
  ...more,
});
const waits = (id: string, needs: string | number, withinMs: number | null = null) =>
  set(id, ["join"], { needs, withinMs });
const agentWith = (id: string, path: string, value: object) => set(id, [path], { ...value });

const cases: ProblemCase[] = [
  told("cycle", "a circle without a bound", ["in>a", "a>b", "b>a", "b>out"], {
    at: "b-a",
    says: "without a bound",
  }),
  told("cycle", "a step that follows itself", ["in>a", "a>a", "a>out"], { at: "a-a" }),
  told("way-back-forward", "a way back that leads forward", ["in>a", "b<a", "a>b", "b>out"], {
    at: "a-b-back",
  }),
  told("way-back-forward", "a way back from the input", ["in>a", "a<in", "a>out"], { at: "in-a-back" }),
  told("way-back-forward", "a way back to the output", ["in>a", "a>out", "out<a if true"], {
    at: "a-out-back",
  }),
  told(
    "way-back-middle",
    "a way back past which another way leads",
    ["in>s", "s>a", "a>b", "s>b", "a<b if true", "b>out"],
    {
      at: "b-a-back",
      says: "into the middle",
    },
  ),
  told(
    "way-back-middle",
    "a way back that only the input is before",
    ["in>a", "in>b", "a>b", "a<b if true", "b>out"],
    {
      at: "b-a-back",
    },
  ),
  told("way-back-always", "a way back that is always taken", ["in>a", "a>b", "a<b", "b>out"], {
    at: "b-a-back",
    says: "after 3 times the run fails",
    warning: true,
  }),
  told(
    "loop-left",
    "a flow out of the middle of a loop",
    ["in>a", "a>b", "a>out", "a<b if results.b == ''", "b>out"],
    {
      at: "a-out",
      says: "while the loop",
    },
  ),
  told(
    "loop-left",
    "a branch that takes every case",
    ["in>a", "a>branch", "branch>b if input.text != ''", "branch>out", "a<b if true", "b>out"],
    {
      edits: [set("branch", ["takes"], "every")],
      at: "branch-out",
    },
  ),
  told(
    "loop-left",
    "a branch beside the way of the loop",
    ["in>a", "a>branch", "a>b", "branch>out if true", "branch>b", "a<b if true", "b>out"],
    {
      at: "branch-out",
    },
  ),
  told(
    "loop-left",
    "a flow out of two loops at once",
    ["in>a", "a>b", "b>x", "b>c", "b<c if true", "a<c if false", "c>out", "x>out"],
    {
      at: "b-x",
    },
  ),
  told("join-alone", "more flows waited for than there are", ["in>a", "in>b", "a>out", "b>out"], {
    edits: [waits("out", 3)],
    at: "out",
    warning: true,
  }),
  told("join-alone", "several flows waited for where one leads", ["in>a", "a>out"], {
    edits: [waits("out", 2)],
    at: "out",
    warning: true,
  }),
  told(
    "join-never",
    "two cases of which one is taken",
    ["in>branch", "branch>a if true", "branch>b", "a>out", "b>out"],
    {
      edits: [waits("out", 2)],
      at: "out",
      says: "takes one case only",
    },
  ),
  told(
    "join-never",
    "two direct cases of which one is taken",
    ["in>branch", "branch>a if true", "branch>out", "a>out"],
    {
      edits: [waits("out", 2)],
      at: "out",
    },
  ),
  told(
    "no-condition",
    "a case without a condition yet",
    ["in>branch", "branch>a if ", "branch>out", "a>out"],
    { at: "branch-a" },
  ),
  told("no-condition", "a flow without a condition yet", ["in>a", "a>out if "], { at: "a-out" }),
  told(
    "second-else",
    "a second else",
    ["in>branch", "branch>a if true", "branch>b", "branch>out", "a>out", "b>out"],
    {
      at: "branch-out",
    },
  ),
  told("no-cases", "a branch with an else alone", ["in>branch", "branch>out"], {
    at: "branch",
    warning: true,
    fixed: false,
  }),
  told(
    "no-else",
    "cases of which none may hold",
    ["in>branch", "branch>a if input.text == 'a'", "branch>b if input.text == 'b'", "a>out", "b>out"],
    {
      at: "branch",
      warning: true,
    },
  ),
  told("no-else", "one case that may not hold", ["in>branch", "branch>a if input.text == 'a'", "a>out"], {
    at: "branch",
    warning: true,
  }),
  told(
    "case-unreachable",
    "a case behind one that always holds",
    ["in>branch", "branch>a if true", "branch>b if input.text == ''", "a>out", "b>out"],
    {
      at: "branch-b",
      warning: true,
    },
  ),
  told(
    "case-unreachable",
    "an else beside a case that always holds",
    ["in>branch", "branch>a if 1 < 2", "branch>out", "a>out"],
    {
      at: "branch-out",
      warning: true,
    },
  ),
  told(
    "case-unreachable",
    "a condition for the second time",
    [
      "in>branch",
      "branch>a if input.text == ''",
      "branch>b if input.text == '' ",
      "branch>out",
      "a>out",
      "b>out",
    ],
    {
      at: "branch-b",
      warning: true,
    },
  ),
  told("case-unreachable", "a condition that is never true", ["in>a", "a>b if false", "a>out", "b>out"], {
    at: "a-b",
    warning: true,
  }),
  told("cannot-fail", "an input that is to fail", ["in>a!", "a>out"], { at: "in-a-failed" }),
  told("cannot-fail", "a branch that is to fail", ["in>branch", "branch>a!", "branch>out", "a>out"], {
    at: "branch-a-failed",
  }),
  told(
    "failure-covered",
    "a way for failures that a result takes the place of",
    ["in>a", "a>out", "a>b!", "b>out"],
    {
      edits: [agentWith("a", "onFailure", { do: "result", result: "none" })],
      at: "a-b-failed",
      warning: true,
    },
  ),
  told("dead-end", "a branch that leads nowhere", ["in>a", "a>branch", "a>out"], {
    at: "branch",
    warning: true,
  }),
  told("dead-end", "a step that only goes back", ["in>a", "a>b", "a<b if true", "a>out"], {
    at: "b",
    warning: true,
  }),
  told("result-misfit", "an object in place of a text on a failure", ["in>a", "a>out"], {
    edits: [agentWith("a", "onFailure", { do: "result", result: { a: 1 } })],
    at: "a",
  }),
  told("result-misfit", "a result without a field that the answer has", ["in>a", "a>out"], {
    edits: [
      agentWith("a", "output", { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] }),
      agentWith("a", "onFailure", { do: "result", result: {} }),
    ],
    at: "a",
  }),
  told("no-condition", "an answer accepted on no condition", ["in>a", "a>out"], {
    edits: [agentWith("a", "accept", { when: "", say: "Again.", most: 2 })],
    at: "a",
  }),
  told("no-correction", "an answer sent back without a word", ["in>a", "a>out"], {
    edits: [agentWith("a", "accept", { when: "size(output) > 3", say: " ", most: 2 })],
    at: "a",
    warning: true,
  }),
  told("wrong-type", "a condition that is no condition", ["in>a", "a>out if results.a"], {
    at: "a-out",
    says: "true or false",
    warning: true,
    fixed: false,
  }),
  told("unknown-name", "a failure read where nothing has failed", ["in>a", "a>out if failure.code == 'x'"], {
    at: "a-out",
    fixed: false,
  }),
  told(
    "unknown-result",
    "a misspelt result in a condition",
    ["in>write", "write>out if results.wrte != ''"],
    { at: "write-out" },
  ),
  told(
    "unknown-field",
    "a field that no failure has",
    ["in>a", "a>out", "a>b! if failure.cod == ''", "b>out"],
    { at: "a-b-failed" },
  ),
  told(
    "unknown-result",
    "rounds of a step that is in no loop",
    ["in>write", "write>a", "a>a2", "a<a2 if size(rounds.write) > 1", "a2>out"],
    {
      at: "a2-a-back",
      says: "is in no loop",
      fixed: false,
    },
  ),
  told("result-later", "a result that never comes before", ["in>a", "a>b if results.b != ''", "b>out"], {
    at: "a-b",
    warning: true,
    fixed: false,
  }),
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});

test("it is the edge that leads back from the input's side that closes a circle, whatever was drawn first", () => {
  const graph = drawing("b>out", "b>a", "a>b", "in>a");
  const closing = validate(graph).filter(({ code }) => code === "cycle");
  expect(closing.map(({ edgeId }) => edgeId)).toEqual(["b-a"]);
});

const fine: Record<string, string[]> = {
  "a draft that is reworked until it is good": [
    "in>write",
    "write>check",
    "check>branch",
    "write<branch if results.check != 'ok'",
    "branch>out",
  ],
  "a loop left by a branch at its end, and on a failure": [
    "in>a",
    "a>b",
    "a>mend!",
    "a<b if results.b == ''",
    "b>out",
    "mend>out",
  ],
  "a loop within a loop": [
    "in>a",
    "a>b",
    "b>c",
    "b<c if results.c == ''",
    "c>d",
    "a<d if results.d == ''",
    "d>out",
  ],
  "a failure after which the step is done again": ["in>a", "a<a!", "a>out"],
  "cases that stand against each other": [
    "in>branch",
    "branch>a if input.text == ''",
    "branch>b if !(input.text == '')",
    "a>out",
    "b>out",
  ],
  "the first of several that lead on": ["in>a", "in>b", "a>out", "b>out"],
  "a condition on what comes from the input": ["in>a if input.text != ''", "a>out"],
  "a step with two ways to the same next": ["in>a", "a>b", "a>b!", "b>out"],
};
const codes: readonly IssueCode[] = [
  ...[
    "cycle",
    "way-back-forward",
    "way-back-middle",
    "way-back-always",
    "loop-left",
    "join-alone",
    "join-never",
  ],
  ...[
    "no-condition",
    "second-else",
    "no-cases",
    "no-else",
    "case-unreachable",
    "cannot-fail",
    "failure-covered",
    "dead-end",
  ],
  ...["duplicate-edge", "result-later", "unknown-name", "unknown-result", "expression", "edge-misfit"],
] as IssueCode[];

test.each(Object.entries(fine))("%s is nothing to be told of", (_what, flows) => {
  const graph = edited(drawing(...flows), flows.includes("in>b") ? [waits("out", "any", 5_000)] : []);
  expect(validate(graph).filter(({ code }) => codes.includes(code))).toEqual([]);
});

test("two flows behind one case may both be waited for", () => {
  const graph = drawing(
    "in>branch",
    "branch>s if input.text == ''",
    "branch>out",
    "s>a",
    "s>b",
    "a>out",
    "b>out",
  );
  expect(validate(edited(graph, [waits("out", 2)])).map(({ code }) => code)).not.toContain("join-never");
  expect(validate(edited(graph, [waits("out", 3)])).map(({ code }) => code)).toContain("join-never");
});

test("2,000 steps with 7,000 ways back are checked in moments", () => {
  const row = Array.from({ length: 990 }, (_, at) => [
    `a${at}>branch${at}`,
    `branch${at}>a${at + 1} if input.text == '${at}'`,
  ]);
  const back = Array.from({ length: 6_000 }, (_, at) => `a${(at * 7) % 490}<a${490 + (at % 500)}`);
  const found = validate(drawing("in>a0", ...row.flat(), ...new Set(back), "a990>out"));
  expect(found.some(({ code }) => code === "loop-left")).toBe(true);
  expect(found.filter(({ code }) => code === "no-else")).toHaveLength(990);
});
