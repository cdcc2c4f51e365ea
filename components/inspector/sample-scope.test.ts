import { expect, test } from "vitest";
import { indexGraph } from "@/lib/graph/graph-index.ts";
import { orderException } from "@/lib/graph/templates/order-exception.ts";
import { previewContext } from "@/lib/plan/context-preview.ts";
import { sampleForEdge } from "./sample-scope.ts";

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
