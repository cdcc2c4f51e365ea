import { expect, test } from "vitest";
import { add, allOnline, byPath, edited, erpAsTool, known, set, setEdge } from "./checks/problem-cases.ts";
import { sqlChecks } from "./checks/statements.ts";
import { emptyGraph, type Graph } from "./graph.ts";
import { newNode } from "./new-node.ts";
import { parseDocument } from "./parse-document.ts";
import { changeReferenceName } from "./rename.ts";
import { orderException } from "./templates/order-exception.ts";
import { validate } from "./validate.ts";

test("a misspelt name is mended to the nearest", () => {
  const graph = edited(orderException().graph, [
    set("output", ["template"], "A {{ results.decision.reason }} and {{ input.orderid }}"),
  ]);
  const fixed = validate(graph, allOnline).reduce((at, { fix, code }) => {
    const again = validate(at, allOnline).find((issue) => issue.code === code);
    return fix && again?.fix ? edited(at, again.fix.edits) : at;
  }, graph);
  const output = fixed.nodes.find((node) => node.id === "output");
  expect(output?.kind === "output" && output.template).toBe(
    "A {{ results.order_desk.decision.reason }} and {{ input.orderId }}",
  );
});

test("the only fitting connection is offered", () => {
  const [erp] = known.connections;
  const graph = edited(orderException().graph, [set("erp", ["tool", "connectionId"], null)]);
  const issue = validate(graph, { connections: erp ? [erp] : [] }).find(
    ({ code }) => code === "no-connection",
  );
  expect(issue?.fix?.label).toBe("Use “Demo ERP”");
});

test("a connection that is offline is a warning, and only looked up when connections are known", () => {
  const { graph } = orderException();
  expect(validate(graph, known)).toEqual([
    expect.objectContaining({ code: "connection-offline", severity: "warning", nodeId: "tms" }),
  ]);
  expect(validate(graph)).toEqual([]);
});

test("what takes no part in a run does not keep it from running", () => {
  const graph = edited(orderException().graph, [add("agent", "draft"), add("tool", "loose")]);
  expect(validate(graph, allOnline).filter(({ severity }) => severity === "error")).toEqual([]);
  expect(validate(graph, allOnline)).toContainEqual(
    expect.objectContaining({ code: "no-statement", severity: "warning", nodeId: "loose" }),
  );
});

test("the statement of a tool whose model writes it may be handed over", () => {
  const graph = edited(orderException().graph, [
    ...erpAsTool,
    set("erp", ["tool", "mode"], "model"),
    set("erp", ["tool", "statement"], ""),
    setEdge("retrieval-erp", ["fills"], [{ name: "statement", fill: byPath("context.orderId") }]),
  ]);
  expect(validate(graph, allOnline)).toEqual([]);
});

test("what a database refuses is a problem of the tool whose statement it is, until that is changed", () => {
  const { graph } = orderException();
  const checks = sqlChecks(graph);
  const refusedStatements = new Map(checks.map(([key]) => [key, "The database has no table “orders”."]));
  const refused = (at: Graph) =>
    validate(at, { ...allOnline, refusedStatements })
      .filter(({ code, severity }) => code === "database-refuses" && severity === "error")
      .map(({ nodeId }) => nodeId)
      .toSorted();
  expect(refused(graph)).toEqual(["erp", "tms", "update", "wms"]);
  expect(refused(edited(graph, [set("erp", ["tool", "statement"], "select 1 as one")]))).not.toContain("erp");
  expect(validate(graph, allOnline)).toEqual([]);
});

test("a stored reference name that no value can have is a problem with a fix, and its node can be edited", () => {
  const original = orderException().graph;
  const graph = edited(original, changeReferenceName(original, "decision", "constructo"));
  const text = JSON.stringify({ graph, layout: {} }).replaceAll("constructo", "constructor");
  const parsed = parseDocument(JSON.parse(text));
  if (!("document" in parsed)) throw new Error("expected a document that opens");
  const { document } = parsed;
  const issue = validate(document.graph, allOnline).find(({ code }) => code === "name-reserved");
  expect(issue).toMatchObject({ nodeId: "decision", fix: { label: "Use “constructor_2”" } });
  const mended = edited(document.graph, [set("decision", ["name"], "Builder"), ...(issue?.fix?.edits ?? [])]);
  expect(validate(mended, allOnline)).toEqual([]);
});

test("an empty graph has an input and an output to add", () => {
  const empty: Graph = emptyGraph();
  const issues = validate(empty);
  expect(issues.map(({ code }) => code)).toEqual(["no-input", "no-output"]);
  const graph = edited(
    empty,
    issues.flatMap(({ fix }) => fix?.edits ?? []),
  );
  expect(graph.nodes.map(({ kind }) => kind)).toEqual(["input", "output"]);
});

test("2,000 nodes in a chain are looked through in order", () => {
  const nodes = Array.from({ length: 1_998 }, (_, at) => ({
    ...newNode("agent", `a${at}`),
    name: `Step ${at}`,
  }));
  const ids = ["in", ...nodes.map(({ id }) => id), "out"];
  const graph: Graph = {
    ...emptyGraph(),
    nodes: [newNode("input", "in"), ...nodes, newNode("output", "out")],
    edges: ids
      .slice(1)
      .map((to, at) => ({ id: `e${at}`, kind: "flow", from: ids[at] ?? "", to, context: [] })),
  };
  const codes = Map.groupBy(validate(graph), ({ code }) => code);
  expect(codes.get("no-model")).toHaveLength(1_998);
  expect(codes.has("cycle") || codes.has("unreachable")).toBe(false);
});
