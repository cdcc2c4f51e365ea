import { expect, test } from "vitest";
import { erpAsTool } from "../graph/checks/problem-cases.ts";
import { applyEdits } from "../graph/edit.ts";
import type { Graph } from "../graph/graph.ts";
import type { GraphEdit } from "../graph/graph-edit.ts";
import { newNode } from "../graph/new-node.ts";
import { changeReferenceName } from "../graph/rename.ts";
import { orderException } from "../graph/templates/order-exception.ts";
import { compile } from "./compile.ts";
import { Plan } from "./plan.ts";
import { mainOf } from "./plan-index.ts";

function planOf(graph: Graph): Plan {
  const compiled = compile(graph);
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join("\n"));
  return compiled.plan;
}

function edited(edits: GraphEdit[]): Graph {
  const result = applyEdits(orderException(), edits);
  if ("problem" in result) throw new Error(result.problem);
  return result.document.graph;
}

/** What a flow is without a condition. */
const always = { on: "ok", when: null, back: null };

function agent(plan: Plan, id: string) {
  const step = mainOf(plan).steps.find((one) => one.id === id);
  if (step?.kind !== "agent") throw new Error(`expected the agent ${id}`);
  return step;
}

test("the template compiles into a plan that is one, the same each time", () => {
  const plan = planOf(orderException().graph);
  expect(Plan.parse(plan)).toEqual(plan);
  expect(planOf(orderException().graph)).toEqual(plan);
  expect(mainOf(plan).entry).toBe("input");
  expect(mainOf(plan).steps.map(({ id }) => id)).toEqual(orderException().graph.nodes.map(({ id }) => id));
  const flow = (from: string, to: string, ...fields: string[]) => ({
    ...{ edge: `${from}-${to}`, from, to, handsOn: false, ...always },
    fields: fields.map((name) =>
      expect.objectContaining({ name, fill: expect.objectContaining({ by: "path" }) }),
    ),
  });
  expect(mainOf(plan).flows).toEqual([
    flow("input", "erp", "orderId"),
    flow("input", "wms", "orderId"),
    flow("input", "tms", "orderId"),
    flow("input", "desk", "orderId", "note"),
    flow("erp", "desk", "erp"),
    flow("wms", "desk", "wms"),
    flow("tms", "desk", "tms"),
    { ...flow("tms", "dispatch", "orderId", "reason"), on: "failed" },
    flow("dispatch", "desk", "escalation"),
    flow("desk", "output"),
  ]);
  expect(agent(plan, "desk").join).toEqual({ needs: 4, withinMs: 8_000 });
});

test("a supervisor is offered its workers with what they need, and an end that only refers", () => {
  const { role, calls, output } = agent(planOf(orderException().graph), "desk");
  expect({ role, output }).toEqual({ role: "supervisor", output: null });
  expect(calls.map(({ name, needs }) => [name, needs])).toEqual([
    ["data_retrieval", []],
    ["decision", ["data_retrieval"]],
    ["action", ["decision"]],
    ["notification", ["decision", "data_retrieval"]],
    ["finish", []],
  ]);
  const [, decision, , , finish] = calls;
  expect(decision?.offered).toEqual({
    type: "object",
    properties: { note: expect.objectContaining({ type: "string" }) },
    required: [],
  });
  expect(decision?.description).toBe(
    "Applies the business rules to the facts and words the outcome. Receives: orderId (filled for you), facts (filled for you), escalation (filled for you), note (yours to fill, if there is any). Needs: data_retrieval.",
  );
  expect(finish?.means).toEqual({ kind: "finish" });
  expect(finish?.description).toContain("Only refer");
  expect(finish?.offered.required).toEqual(["references"]);
});

test("an agent is offered the parameters of its tools that no path fills", () => {
  const plan = planOf(orderException().graph);
  const [mail] = agent(plan, "notification").calls;
  expect(mail?.offered.required).toEqual(["subject", "message"]);
  expect(mail?.means).toMatchObject({
    kind: "tool",
    step: "mail",
    fields: [
      { name: "to", fill: { by: "path", path: "context.to" } },
      { name: "name", fill: { by: "path" } },
      { name: "subject", fill: { by: "model" }, required: true },
      { name: "message", fill: { by: "model" } },
    ],
  });
  expect(agent(plan, "action").calls.map(({ name }) => name)).toEqual(["update_order"]);
});

test("effects are known to the plan", () => {
  const { steps } = mainOf(planOf(orderException().graph));
  const effects = steps.flatMap((step) => (step.kind === "tool" ? [[step.id, step.effect]] : []));
  expect(effects).toEqual([
    ["erp", "read"],
    ["wms", "read"],
    ["tms", "read"],
    ["dispatch", "keyed-write"],
    ["rules", "read"],
    ["update", "keyed-write"],
    ["mail", "keyed-write"],
  ]);
});

test("a field by reference is offered as a reference", () => {
  const plan = planOf(
    edited([
      {
        type: "edge-change",
        id: "desk-decision",
        path: ["context", "facts", "fill"],
        value: { by: "reference" },
      },
    ]),
  );
  const decision = agent(plan, "desk").calls.find(({ name }) => name === "decision");
  expect(decision?.offered.properties.facts).toEqual({
    type: "string",
    format: "reference",
    description: expect.stringContaining("data_retrieval#1"),
  });
  expect(decision?.offered.required).toEqual(["facts"]);
  expect(decision?.needs).toEqual([]);
});

test("where the model writes the statement, the statement is offered", () => {
  const plan = planOf(
    edited([...erpAsTool, { type: "node-change", id: "erp", path: ["tool", "mode"], value: "model" }]),
  );
  const [erp] = agent(plan, "retrieval").calls;
  expect(erp?.offered.required).toEqual(["orderId", "statement"]);
  const step = mainOf(plan).steps.find(({ id }) => id === "erp");
  expect(step?.kind === "tool" && step.parameters.required).toEqual(["orderId", "statement"]);
});

test("a tool may be a step of its own, filled by the edge that leads to it", () => {
  const fields = [
    {
      id: "orderId",
      name: "orderId",
      schema: {},
      required: true,
      fill: { by: "path" as const, path: "input.orderId" },
    },
  ];
  const plan = planOf(
    edited([
      ...["desk", "wms", "tms", "dispatch"].map((id) => ({ type: "node-remove" as const, id })),
      { type: "edge-remove", id: "input-erp" },
      { type: "edge-add", edge: { id: "f1", kind: "flow", from: "input", to: "erp", context: fields } },
      { type: "edge-add", edge: { id: "f2", kind: "flow", from: "erp", to: "output", context: [] } },
      {
        type: "node-change",
        id: "output",
        path: ["template"],
        value: "{{ results.erp_order.rowCount }} rows",
      },
    ]),
  );
  expect(mainOf(plan).steps.map(({ id }) => id)).toEqual(["input", "erp", "output"]);
  expect(mainOf(plan).flows[0]).toEqual({
    edge: "f1",
    from: "input",
    to: "erp",
    fields: [{ name: "orderId", schema: {}, required: true, fill: { by: "path", path: "input.orderId" } }],
    handsOn: false,
    ...always,
  });
});

test("an error is in the way, and a node that takes no part is not", () => {
  const loose = edited([{ type: "node-add", node: newNode("agent", "draft"), position: null }]);
  expect(planOf(loose)).toEqual(planOf(orderException().graph));
  const broken = compile(edited([{ type: "graph-change", path: ["defaultModel"], value: null }]));
  expect(broken).toEqual({
    ok: false,
    issues: expect.arrayContaining([expect.objectContaining({ code: "no-model", nodeId: "desk" })]),
  });
});

test("a worker with another reference name is called by it wherever it was needed", () => {
  const document = orderException();
  const renamed = applyEdits(document, changeReferenceName(document.graph, "decision", "verdict"));
  if ("problem" in renamed) throw new Error(renamed.problem);
  expect(agent(planOf(renamed.document.graph), "desk").calls.map(({ name, needs }) => [name, needs])).toEqual(
    [
      ["data_retrieval", []],
      ["verdict", ["data_retrieval"]],
      ["action", ["verdict"]],
      ["notification", ["verdict", "data_retrieval"]],
      ["finish", []],
    ],
  );
});
