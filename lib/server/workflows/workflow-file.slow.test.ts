import { afterAll, beforeAll, expect, test } from "vitest";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { readText } from "../route.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { exportWorkflow, importWorkflow, MAX_FILE_BYTES } from "./workflow-file.ts";
import { listWorkflows, loadWorkflow } from "./workflows.ts";

let server: Server;
let viewer: OwnerViewer;
let workflowId: string;

beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer, workflowId } = await addPerson(server, "Ada"));
});
afterAll(() => server.close());

test("a workflow written to a file and read again is the same", async () => {
  const { text } = await exportWorkflow(viewer, workflowId);
  const { id, notes } = await importWorkflow(viewer, text);
  const [before, after] = [await loadWorkflow(viewer, workflowId), await loadWorkflow(viewer, id)];
  expect(after.document).toEqual(before.document);
  expect(after.name).toBe(before.name);
  expect(notes).toEqual([]);
});

const nodes = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    kind: "note",
    name: "",
    description: "",
    text: "",
  }));
const file = (list: unknown) =>
  JSON.stringify({ name: "x", graph: { schemaVersion: 1, nodes: list, edges: [] }, layout: {} });

test.each([
  ["no JSON", "not a graph", "expected JSON"],
  ["a bare value", "42", "expected an object"],
  ["another object", '{"hello": "world"}', "no Tutti workflow"],
  ["a key that could change prototypes", `{"graph": {"__proto__": {"x": 1}}, "layout": {}}`, "__proto__"],
  ["10,000 nodes", file(nodes(10_000)), "at most 2,000 nodes"],
  ["a node that isn't one", file([{ id: "a", kind: "agent" }]), 'node 1 ("a")'],
])("a file with %s is refused with a reason, and nothing is stored", async (_what, text, reason) => {
  const before = (await listWorkflows(viewer)).length;
  await expect(importWorkflow(viewer, text)).rejects.toThrow(reason);
  expect((await listWorkflows(viewer)).length).toBe(before);
});

test("a body beyond the limit is refused while it comes", async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(MAX_FILE_BYTES / 4)),
  });
  const request = new Request("http://127.0.0.1/", { method: "POST", body, duplex: "half" } as RequestInit);
  await expect(readText(request, MAX_FILE_BYTES)).rejects.toThrow("at most 10 MB");
});
