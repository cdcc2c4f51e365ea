import { afterAll, beforeAll, expect, test } from "vitest";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import type { Viewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { saveEdits } from "./workflow-edits.ts";
import {
  createFromTemplate,
  createWorkflow,
  deleteWorkflow,
  duplicateWorkflow,
  listWorkflows,
  loadWorkflow,
  renameWorkflow,
  restoreWorkflow,
} from "./workflows.ts";

let server: Server;
let viewer: Viewer;
beforeAll(async () => {
  server = await openTemporaryServer();
  ({ viewer } = await addPerson(server, "Ada"));
});
afterAll(() => server.close());

const note = (id: string): GraphEdit => ({
  type: "node-add",
  node: { id, kind: "note", name: id, referenceName: id, description: "", text: "" },
  position: { x: 0, y: 0 },
});
const text = (id: string, value: string): GraphEdit => ({ type: "node-change", id, path: ["text"], value });

async function stored(workflowId: string) {
  const { document, seq } = await loadWorkflow(viewer, workflowId);
  return {
    seq,
    nodes: document.graph.nodes.map((node) => [node.id, node.kind === "note" ? node.text : null]),
  };
}

test("edits are stored in order with their inverses, and an edit sent twice once", async () => {
  const { id } = await createWorkflow(viewer, "Edited");
  const edits = [
    { id: "e1", edit: note("a") },
    { id: "e2", edit: text("a", "hello") },
  ];
  expect(await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits })).toEqual({ seq: 2, others: [] });
  expect(await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits })).toEqual({ seq: 2, others: [] });
  expect(await stored(id)).toEqual({ seq: 2, nodes: [["a", "hello"]] });
  const rows = await server.db.workflowEdit.findMany({ where: { workflowId: id }, orderBy: { seq: "asc" } });
  expect(rows.map((row) => [row.seq, JSON.parse(row.inverse)])).toEqual([
    [1, [{ type: "node-remove", id: "a" }]],
    [2, [text("a", "")]],
  ]);
});

test("many pages that save at once get numbers without gaps and hear of each other", async () => {
  const { id } = await createWorkflow(viewer, "Busy");
  const pages = Array.from({ length: 8 }, (_, page) => `p${page}`);
  const answers = await Promise.all(
    pages.map((page) =>
      saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [{ id: page, edit: note(page) }] }),
    ),
  );
  expect(answers.map((answer) => answer.seq).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const answer of answers) expect(answer.others).toHaveLength(answer.seq - 1);
  expect((await stored(id)).nodes.map(([node]) => node).toSorted()).toEqual(pages);
});

test("what can't be applied is refused whole, with the reason", async () => {
  const { id } = await createWorkflow(viewer, "Refused");
  const edits = [
    { id: "e1", edit: note("a") },
    { id: "e2", edit: text("nobody", "hello") },
  ];
  await expect(saveEdits(viewer, { workflowId: id, baseSeq: 0, edits })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining('no node "nobody"'),
  });
  await expect(saveEdits(viewer, { workflowId: id, baseSeq: 9, edits: [] })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("at most 0, got 9"),
  });
  expect(await stored(id)).toEqual({ seq: 0, nodes: [] });
});

test("a workflow is renamed, copied, deleted and brought back; a template is there as it came", async () => {
  const { id } = await createFromTemplate(viewer, "order-exception");
  await renameWorkflow(viewer, { workflowId: id, name: "Orders" });
  const { id: copy } = await duplicateWorkflow(viewer, id);
  expect(await loadWorkflow(viewer, copy)).toMatchObject({ name: "Orders (copy)", seq: 0 });
  await saveEdits(viewer, { workflowId: copy, baseSeq: 0, edits: [{ id: "e1", edit: note("extra") }] });
  const fresh = await createFromTemplate(viewer, "order-exception");
  expect((await loadWorkflow(viewer, fresh.id)).document).toEqual((await loadWorkflow(viewer, id)).document);

  await deleteWorkflow(viewer, id);
  expect((await listWorkflows(viewer)).some((row) => row.id === id)).toBe(false);
  await expect(loadWorkflow(viewer, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await restoreWorkflow(viewer, id);
  expect(await loadWorkflow(viewer, id)).toMatchObject({ name: "Orders" });
  await expect(createFromTemplate(viewer, "nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
