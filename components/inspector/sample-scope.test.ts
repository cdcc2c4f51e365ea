import { expect, test } from "vitest";
import { addEdge, edited, set } from "@/lib/graph/checks/problem-cases.ts";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { drawing } from "@/lib/graph/test-drawing.ts";
import { previewContext } from "@/lib/plan/context-preview.ts";
import { sampleForEdge, sampleWhole } from "./sample-scope.ts";

const { graph } = orderException();
const index = indexGraph(graph);
const edgeOf = (id: string) => {
  const edge = graph.edges.find((one) => one.id === id);
  if (edge?.kind !== "worker") throw new Error(`expected a worker edge ${id}`);
  return edge;
};

test.each(["desk-retrieval", "desk-decision", "desk-action", "desk-notification"])(
  "before any run, every path of %s finds a value to preview",
  (id) => {
    const edge = edgeOf(id);
    const preview = previewContext(edge.context, sampleForEdge(index, edge, null));
    expect(preview.fields.filter(({ from }) => from === "missing")).toEqual([]);
  },
);

test("after a run its own values are previewed", () => {
  const edge = edgeOf("desk-action");
  const sample = sampleForEdge(index, edge, {
    input: { orderId: "SO-1" },
    received: {},
    results: { decision: { action: "expedite", reason: "late" } },
  });
  expect(JSON.parse(previewContext(edge.context, sample).text)).toEqual({
    orderId: "SO-1",
    action: "expedite",
    reason: "late",
  });
});

test("what comes by several flows is there together, after a run only what came", () => {
  const edge = edgeOf("desk-retrieval");
  const previewed = (lastRun: Parameters<typeof sampleForEdge>[2]) =>
    Object.keys(JSON.parse(previewContext(edge.context, sampleForEdge(index, edge, lastRun)).text));
  expect(previewed(null)).toEqual(["orderId", "erp", "wms", "tms"]);
  const input = { orderId: "SO-1" };
  const rows = { rows: [] };
  expect(previewed({ input, received: {}, results: { erp: rows, wms: rows, tms: rows } })).toEqual([
    "orderId",
    "erp",
    "wms",
    "tms",
  ]);
  const dispatched = { input, received: {}, results: { erp: rows, dispatch: {} } };
  expect(sampleForEdge(index, edge, dispatched).context).toEqual({
    orderId: "SO-1",
    note: "‹note›",
    erp: rows,
    escalation: expect.stringContaining("Dispatch"),
  });
});

test("the fields of an “if it fails” are tried with a failure", () => {
  const failed = graph.edges.find(({ id }) => id === "tms-dispatch");
  if (failed?.kind !== "flow") throw new Error("expected the flow tms-dispatch");
  const { text, fields } = previewContext(failed.context, sampleForEdge(index, failed, null));
  expect(JSON.parse(text)).toEqual({ orderId: "SO-10412", reason: "‹message›" });
  expect(fields.map(({ from }) => from)).toEqual(["path", "path"]);
});

const lines = {
  type: "array",
  items: { type: "object", properties: { sku: { type: "string", examples: ["A-1"] } } },
};
const mapped = edited(drawing("in>map", "map>a", "c>out", "tool>out"), [
  set("in", ["schema"], { type: "object", properties: { lines }, required: ["lines"] }),
  set("map", ["items"], "input.lines"),
  set("tool", ["parameters"], { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] }),
  addEdge({ id: "i", kind: "item", from: "map", to: "c", context: [] }),
  addEdge({ id: "t", kind: "item", from: "map", to: "tool", context: [] }),
  addEdge({ id: "h", kind: "handoff", from: "a", to: "c", context: [] }),
]);

/** What goes along an edge without fields, and what its paths could read. */
function along(id: string, lastRun: Parameters<typeof sampleWhole>[2] = null) {
  const drawn = indexGraph(mapped);
  const edge = drawn.edge(id);
  if (!edge) throw new Error(`expected an edge ${id}`);
  return { whole: sampleWhole(drawn, edge, lastRun), paths: sampleForEdge(drawn, edge, lastRun) };
}

test("for each item its first is previewed, for a tool as its parameters", () => {
  expect(along("i").whole).toEqual({ item: { sku: "A-1" } });
  expect(along("t").whole).toEqual({ sku: "A-1" });
  expect(along("i").paths).toMatchObject({
    item: { sku: "A-1" },
    index: 0,
    input: { lines: [{ sku: "A-1" }] },
  });
  const ran = { input: { lines: [{ sku: "B-2" }, { sku: "B-3" }] }, received: {}, results: {} };
  expect(along("i", ran).whole).toEqual({ item: { sku: "B-2" } });
});

test("what is handed over is what the agent received", () => {
  const ran = { input: { lines: [] }, received: {}, results: { map: ["done"] } };
  expect(along("h", ran).whole).toEqual({ input: { lines: [] }, map: ["done"] });
});
