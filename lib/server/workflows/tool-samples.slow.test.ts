import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyGraph, type Graph } from "../../graph/graph.ts";
import { newNode } from "../../graph/new-node.ts";
import type { GraphNode } from "../../graph/node.ts";
import { orderException } from "../../graph/templates/order-exception.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import { practiceId } from "../connections/practice.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { toolSamples } from "./tool-samples.ts";

let server: Server;
let viewer: OwnerViewer;

beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada", true));
});
afterAll(() => server.close());

const text = { type: "string" as const };

/** An agent that fills the parameter of one reading tool by itself. */
function reading(statement: string, connectionId: string, orderId: object = text): Graph {
  const tool: GraphNode = {
    ...newNode("tool", "read"),
    kind: "tool",
    parameters: { type: "object", properties: { orderId }, required: ["orderId"] },
    tool: { type: "sql", connectionId, mode: "author", statement, maxRows: 5, timeoutMs: 20_000 },
  };
  const edges = [{ id: "uses", kind: "tool" as const, from: "agent", to: "read", fills: [] }];
  return { ...emptyGraph(), nodes: [newNode("agent", "agent"), tool], edges };
}

test("a parameter that a model fills gets values that the practice table holds", async () => {
  const graph = reading("select * from Orders o where o.ID = :orderId", practiceId("erp"));
  const read = (await toolSamples(viewer, graph)).get(graph)?.read;
  expect(read?.orderId).toEqual(Array(5).fill(expect.stringMatching(/^SO-\d{5}$/)));
  expect(new Set(read?.orderId).size).toBe(5);
});

test.each([
  [
    "an example",
    reading("select 1 from orders where id = :orderId", practiceId("erp"), { ...text, examples: ["SO-1"] }),
  ],
  ["no such table", reading("select 1 from nothing where id = :orderId", practiceId("erp"))],
  ["no column compared", reading("select :orderId", practiceId("erp"))],
  ["no such connection", reading("select 1 from orders where id = :orderId", "elsewhere")],
])("with %s there are none", async (_what, graph) => {
  expect(await toolSamples(viewer, graph)).toEqual(new Map());
});

test("where paths fill everything, nothing is read", async () => {
  expect(await toolSamples(viewer, orderException().graph)).toEqual(new Map());
});

test("the tools of a workflow that the run visits have theirs, also where they are filled by path", async () => {
  const graph = reading("select * from orders where id = :orderId", practiceId("erp"));
  const fills = [{ name: "orderId", fill: { by: "path" as const, path: "context.orderId" } }];
  const visited = { ...graph, edges: [{ ...graph.edges[0], fills }] } as Graph;
  const samples = await toolSamples(viewer, emptyGraph(), [visited]);
  expect(samples.get(visited)?.read?.orderId).toHaveLength(5);
});
