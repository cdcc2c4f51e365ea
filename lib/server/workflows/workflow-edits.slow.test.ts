import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { GraphEdit } from "../../graph/graph-edit.ts";
import type { SentEdit } from "../../views/workflow-edits.ts";
import type { OwnerViewer } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer } from "../temporary-server.ts";
import { dropOldHistory } from "./drop-history.ts";
import { STRETCH_MS } from "./edit-log.ts";
import { rememberedEdits, saveEdits } from "./workflow-edits.ts";
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
let viewer: OwnerViewer;
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

/** As a page sends it; `id` tells its edits apart. */
const sent = (id: string, edit: GraphEdit, more: Partial<SentEdit> = {}): SentEdit => ({
  ...{ id, edit, page: "p", base: 0, step: id },
  ...more,
});
const made = (edit: GraphEdit) => ({ state: "made", edit });

async function stored(workflowId: string) {
  const { document, seq } = await loadWorkflow(viewer, workflowId);
  return {
    seq,
    nodes: document.graph.nodes.map((node) => [node.id, node.kind === "note" ? node.text : null]),
  };
}

test("edits are stored in order with their inverses, and an edit sent twice once", async () => {
  const { id } = await createWorkflow(viewer, "Edited");
  const edits = [sent("e1", note("a")), sent("e2", text("a", "hello"))];
  const first = await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits });
  expect(first.edits.map(({ seq, id, by, content }) => [seq, id, by.name, content])).toEqual([
    [1, "e1", "Ada", made(note("a"))],
    [2, "e2", "Ada", made(text("a", "hello"))],
  ]);
  expect(await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits })).toEqual(first);
  expect(await stored(id)).toEqual({ seq: 2, nodes: [["a", "hello"]] });
  const rows = await server.db.workflowEdit.findMany({ where: { workflowId: id }, orderBy: { seq: "asc" } });
  expect(rows.map((row) => [row.seq, JSON.parse(row.inverse ?? "")])).toEqual([
    [1, [{ type: "node-remove", id: "a" }]],
    [2, [text("a", "")]],
  ]);
});

test("the answer is what was stored after the base, in the server's order, own edits among it", async () => {
  const { id } = await createWorkflow(viewer, "Ordered");
  const save = (baseSeq: number, ...edits: SentEdit[]) =>
    saveEdits(viewer, { workflowId: id, baseSeq, edits });
  await save(0, sent("e1", note("a")));
  await save(1, sent("mine", text("a", "mine"), { page: "one" }));
  await save(1, sent("theirs", text("a", "theirs"), { page: "two" }));
  // The answer to "mine" was lost: it comes again, before an edit that is new.
  const again = await save(1, sent("mine", text("a", "mine"), { page: "one" }), sent("e2", note("b")));
  expect(again.edits.map(({ id }) => id)).toEqual(["mine", "theirs", "e2"]);
  expect(await stored(id)).toMatchObject({
    nodes: [
      ["a", "theirs"],
      ["b", ""],
    ],
  });
});

test("an id that comes again with another content loses neither, however often it comes", async () => {
  const { id } = await createWorkflow(viewer, "Twice");
  const save = (...edits: SentEdit[]) => saveEdits(viewer, { workflowId: id, baseSeq: 0, edits });
  await save(sent("e1", note("a")), sent("e2", text("a", "Hel")));
  for (let times = 0; times < 3; times++) await save(sent("e2", text("a", "Hello")));
  await save(sent("e2", text("a", "Hel")));
  expect(await stored(id)).toEqual({ seq: 3, nodes: [["a", "Hello"]] });
});

test("many pages that save at once get numbers without gaps and hear of each other", async () => {
  const { id } = await createWorkflow(viewer, "Busy");
  const pages = Array.from({ length: 8 }, (_, page) => `p${page}`);
  const answers = await Promise.all(
    pages.map((page) => saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [sent(page, note(page))] })),
  );
  expect(answers.map((answer) => answer.seq).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const answer of answers)
    expect(answer.edits.map(({ seq }) => seq)).toEqual(Array.from({ length: answer.seq }, (_, n) => n + 1));
  expect((await stored(id)).nodes.map(([node]) => node).toSorted()).toEqual(pages);
});

test("what can't be made any more is kept in the history with the reason, and the rest is made", async () => {
  const { id } = await createWorkflow(viewer, "Late");
  const edits = [sent("e1", text("nobody", "typed too late")), sent("e2", note("a"))];
  const answer = await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits });
  expect(answer.edits[0]?.content).toMatchObject({
    state: "lost",
    edit: text("nobody", "typed too late"),
    why: expect.stringContaining('no node "nobody"'),
  });
  expect(await stored(id)).toEqual({ seq: 2, nodes: [["a", ""]] });
});

test("a page that knows more than there is, or is far behind, gets the document", async () => {
  const { id } = await createWorkflow(viewer, "Behind");
  await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [sent("e0", note("a"))] });
  const { document } = await loadWorkflow(viewer, id);
  const ahead = await saveEdits(viewer, { workflowId: id, baseSeq: 9, edits: [] });
  expect(ahead).toEqual({ seq: 1, edits: [], document });
  const moves = Array.from({ length: 1_001 }, (_, n) =>
    sent(`m${n}`, { type: "node-move", id: "a", position: { x: n, y: 0 } }),
  );
  for (let at = 0; at < moves.length; at += 500)
    await saveEdits(viewer, { workflowId: id, baseSeq: 1, edits: moves.slice(at, at + 500) });
  const behind = await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [sent("own", note("b"))] });
  expect(behind.document?.graph.nodes).toHaveLength(2);
  expect(behind.edits.map(({ id }) => id)).toEqual(["own"]);
});

test("300 pauses of typing in a text of 50,000 characters make ten entries and 1 MB, not 300 and 30 MB", async () => {
  const { id } = await createWorkflow(viewer, "Long text");
  await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [sent("e0", note("a"))] });
  const long = "x".repeat(50_000);
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    for (let pause = 0; pause < 300; pause++) {
      vi.setSystemTime(Date.UTC(2026, 10, 29) + pause * (STRETCH_MS / 30));
      const edit = text("a", `${long}${pause}`);
      await saveEdits(viewer, { workflowId: id, baseSeq: pause + 1, edits: [sent(`t${pause}`, edit)] });
    }
  } finally {
    vi.useRealTimers();
  }
  const rows = await server.db.workflowEdit.findMany({ where: { workflowId: id }, orderBy: { seq: "asc" } });
  expect(rows).toHaveLength(301);
  const texts = rows.filter((row) => row.edit !== null).slice(1);
  expect(texts).toHaveLength(10);
  const length = rows.reduce((sum, row) => sum + (row.edit ?? "").length + (row.inverse ?? "").length, 0);
  expect(length).toBeLessThan(1_010_000);
  // Each stretch is taken back to where it began: to the end of the one before.
  expect(JSON.parse(texts[3]?.inverse ?? "")).toEqual([JSON.parse(texts[2]?.edit ?? "")]);
  // A page that had taken any of the entries gets to the same end.
  const answer = await saveEdits(viewer, { workflowId: id, baseSeq: 150, edits: [] });
  expect(answer.edits.at(-1)?.content).toEqual(made(text("a", `${long}299`)));
  expect(answer.edits.filter(({ content }) => content.state === "folded")).toHaveLength(145);
}, 60_000);

test("typing is folded within one page and one field alone, and never over what another page wrote", async () => {
  const { id } = await createWorkflow(viewer, "Two writers");
  let number = 0;
  const type = (page: string, node: string, value: string, more: Partial<SentEdit> = {}) =>
    saveEdits(viewer, {
      ...{ workflowId: id, baseSeq: 0 },
      edits: [sent(`t${++number}`, text(node, value), { page, ...more })],
    });
  await saveEdits(viewer, {
    workflowId: id,
    baseSeq: 0,
    edits: [sent("a", note("a")), sent("b", note("b"))],
  });
  await type("one", "a", "one");
  await type("one", "b", "elsewhere");
  await type("one", "a", "one, on");
  await type("two", "a", "two");
  await type("one", "a", "one, again");
  await type("one", "a", "one", { undoes: "t5" });
  await type("one", "a", "one, anew");
  const { edits } = await saveEdits(viewer, { workflowId: id, baseSeq: 2, edits: [] });
  const values = edits.map(({ content }) =>
    "edit" in content && "value" in content.edit ? content.edit.value : null,
  );
  expect(values).toEqual([null, "elsewhere", "one, on", "two", "one, again", "one", "one, anew"]);
});

test("the history of a workflow keeps its latest 20 MB, and who needs older edits gets the document", async () => {
  const { id } = await createWorkflow(viewer, "Much");
  const long = (n: number) => `${n}${"y".repeat(199_000)}`;
  await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits: [sent("e0", note("a"))] });
  for (let n = 0; n < 60; n++)
    await saveEdits(viewer, {
      ...{ workflowId: id, baseSeq: n + 1 },
      edits: [sent(`t${n}`, text("a", long(n)), { page: `p${n}` })],
    });
  expect(await dropOldHistory(server.db)).toBe(11);
  const rows = await server.db.workflowEdit.findMany({ where: { workflowId: id }, orderBy: { seq: "asc" } });
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 61 }, (_, n) => n + 1));
  expect(rows.findIndex((row) => row.edit !== null)).toBe(11);
  const length = rows.reduce((sum, row) => sum + (row.edit ?? "").length + (row.inverse ?? "").length, 0);
  expect(length).toBeLessThanOrEqual(20_000_000);
  expect((await saveEdits(viewer, { workflowId: id, baseSeq: 5, edits: [] })).document).toBeDefined();
  expect(await dropOldHistory(server.db)).toBe(0);
  // What was stored and has lost its text is still known, and not stored again.
  await saveEdits(viewer, {
    workflowId: id,
    baseSeq: 61,
    edits: [sent("t1", text("a", long(1)), { page: "p1" })],
  });
  expect((await stored(id)).seq).toBe(61);
}, 60_000);

test("an opened page remembers the latest edits with what takes them back, as far as they are not long", async () => {
  const { id } = await createWorkflow(viewer, "Remembered");
  const edits = [sent("e1", note("a")), sent("e2", text("a", "z".repeat(90_000))), sent("e3", note("b"))];
  await saveEdits(viewer, { workflowId: id, baseSeq: 0, edits });
  const all = await rememberedEdits(viewer, id, 3);
  expect(all.map(({ id, inverse }) => [id, inverse])).toEqual([
    ["e1", [{ type: "node-remove", id: "a" }]],
    ["e2", [text("a", "")]],
    ["e3", [{ type: "node-remove", id: "b" }]],
  ]);
  expect((await rememberedEdits(viewer, id, 2)).map(({ id }) => id)).toEqual(["e1", "e2"]);
  await saveEdits(viewer, { workflowId: id, baseSeq: 3, edits: [sent("e4", text("b", "z".repeat(90_000)))] });
  expect((await rememberedEdits(viewer, id, 4)).map(({ id }) => id)).toEqual(["e3", "e4"]);
  const { viewer: other } = await addPerson(server, "Olga");
  expect(await rememberedEdits(other, id, 4)).toEqual([]);
});

test("a workflow is renamed, copied, deleted and brought back; a template is there as it came", async () => {
  const { id } = await createFromTemplate(viewer, "order-exception");
  await renameWorkflow(viewer, { workflowId: id, name: "Orders" });
  const { id: copy } = await duplicateWorkflow(viewer, id);
  expect(await loadWorkflow(viewer, copy)).toMatchObject({ name: "Orders (copy)", seq: 0 });
  await saveEdits(viewer, { workflowId: copy, baseSeq: 0, edits: [sent("e1", note("extra"))] });
  const fresh = await createFromTemplate(viewer, "order-exception");
  expect((await loadWorkflow(viewer, fresh.id)).document).toEqual((await loadWorkflow(viewer, id)).document);

  await deleteWorkflow(viewer, id);
  expect((await listWorkflows(viewer)).some((row) => row.id === id)).toBe(false);
  await expect(loadWorkflow(viewer, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await restoreWorkflow(viewer, id);
  expect(await loadWorkflow(viewer, id)).toMatchObject({ name: "Orders" });
  await expect(createFromTemplate(viewer, "nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
