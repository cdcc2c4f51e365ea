import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { applyEdits } from "@/lib/graph/edit.ts";
import { emptyGraph } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import { createDocumentStore } from "./document-store.ts";
import { testEditsServer } from "./test-edits-server.ts";

function open() {
  const document = {
    graph: { ...emptyGraph(), nodes: [newNode("agent", "a"), newNode("agent", "b", { name: "B" })] },
    layout: { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } },
  };
  const server = testEditsServer(document);
  const page = () =>
    createDocumentStore({ document, name: "Test", seq: 0, userId: "ada", saveEdits: server.saveEdits });
  const store = page();
  const describeA = (value: string) =>
    store
      .getState()
      .edit([{ type: "node-change", id: "a", path: ["description"], value }], { typing: "a/description" });
  const descriptionOf = (id: string) =>
    store.getState().document.graph.nodes.find((node) => node.id === id)?.description;
  return { server, store, describeA, descriptionOf };
}

const move = (id: string, x: number): GraphEdit => ({ type: "node-move", id, position: { x, y: 0 } });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a stretch of typing is one request, one edit and one undo step", async () => {
  const { server, store, describeA, descriptionOf } = open();
  for (const text of ["R", "Re", "Rea", "Read"]) {
    describeA(text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(server.requests).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(400);
  expect(server.made()).toEqual([{ type: "node-change", id: "a", path: ["description"], value: "Read" }]);
  store.getState().undo();
  expect(descriptionOf("a")).toBe("");
  store.getState().redo();
  expect(descriptionOf("a")).toBe("Read");
});

test("typing again after a pause is an undo step of its own", async () => {
  const { store, describeA, descriptionOf } = open();
  describeA("Reads");
  await vi.advanceTimersByTimeAsync(1_500);
  describeA("Reads orders");
  store.getState().undo();
  expect(descriptionOf("a")).toBe("Reads");
});

test("a gesture of several edits is taken back as one", () => {
  const { store } = open();
  store.getState().edit([move("a", 50), move("b", 350)]);
  store.getState().undo();
  expect(store.getState().document.layout).toEqual({ a: { x: 0, y: 0 }, b: { x: 300, y: 0 } });
  expect(store.getState().history.undo).toHaveLength(0);
});

test("removing a node takes its edges, and undo brings all of it back", () => {
  const { store } = open();
  const before = store.getState().document;
  store
    .getState()
    .edit([{ type: "edge-add", edge: { id: "e", kind: "flow", from: "a", to: "b", context: [] } }]);
  const drawn = store.getState().document;
  store.getState().select({ nodes: ["a"], edges: [] });
  store.getState().edit([{ type: "node-remove", id: "a" }]);
  expect(store.getState().document.graph.edges).toEqual([]);
  expect(store.getState().selection.nodes).toEqual([]);
  store.getState().undo();
  expect(store.getState().document).toEqual(drawn);
  store.getState().undo();
  expect(store.getState().document).toEqual(before);
});

test("“Saved” is said only when the server has stored everything", async () => {
  const { server, store } = open();
  expect(store.getState().save.state).toBe("saved");
  store.getState().edit([move("a", 50)]);
  expect(store.getState().save.state).toBe("saving");
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save.state).toBe("saved");
  expect(server.made()).toEqual([move("a", 50)]);
});

test("a refused save says why, keeps the edits, and Retry stores them in order", async () => {
  const { server, store } = open();
  server.be("refusing");
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save).toEqual({ state: "refused", message: "That is no edit." });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests).toHaveLength(1);
  server.be("well");
  store.getState().edit([move("b", 400)]);
  expect(await store.getState().flush()).toBe(true);
  expect(server.made()).toEqual([move("a", 50), move("b", 400)]);
  expect(store.getState().save.state).toBe("saved");
});

test.each(["away", "busy"] as const)("while the server is %s it is tried again by itself", async (mood) => {
  const { server, store } = open();
  server.be(mood);
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(store.getState().save.state).toBe("retrying");
  expect(store.getState().hasUnsaved()).toBe(true);
  server.be("well");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(store.getState().save.state).toBe("saved");
  expect(store.getState().hasUnsaved()).toBe(false);
});

test("after a lost answer what was typed on is stored too, and the order is the server's", async () => {
  const { server, store, describeA, descriptionOf } = open();
  server.be("deaf");
  describeA("Hel");
  await vi.advanceTimersByTimeAsync(400);
  server.otherMakes([{ type: "node-change", id: "a", path: ["name"], value: "Theirs" }]);
  describeA("Hello");
  server.be("well");
  expect(await store.getState().flush()).toBe(true);
  expect(descriptionOf("a")).toBe("Hello");
  expect(store.getState().document).toEqual(server.document());
  expect(server.rows.map(({ page }) => page === "theirs")).toEqual([false, true, false]);
});

test("an answer that was lost comes by the stream, and nothing is sent again", async () => {
  const { server, store } = open();
  server.be("deaf");
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save.state).toBe("retrying");
  store.getState().take(server.rows);
  expect(store.getState().save.state).toBe("saved");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests).toHaveLength(1);
});

test("edits made while a save is on its way follow in the next one", async () => {
  const { server, store } = open();
  store.getState().edit([move("a", 50)]);
  const flushed = store.getState().flush();
  store.getState().edit([move("a", 60)]);
  expect(await flushed).toBe(true);
  expect(server.requests.map((edits) => edits.length)).toEqual([1, 1]);
  expect(store.getState().save.state).toBe("saved");
});

test("what others wrote comes under what is not stored yet, and is not mine to undo", async () => {
  const { server, store, descriptionOf } = open();
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(0);
  server.otherMakes([
    move("a", 700),
    { type: "node-change", id: "b", path: ["description"], value: "theirs" },
  ]);
  store.getState().edit([move("b", 400)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(descriptionOf("b")).toBe("theirs");
  expect(store.getState().document.layout).toEqual({ a: { x: 700, y: 0 }, b: { x: 400, y: 0 } });
  store.getState().undo();
  expect(store.getState().document.layout).toEqual({ a: { x: 700, y: 0 }, b: { x: 300, y: 0 } });
  store.getState().undo();
  expect(store.getState().document.layout.a).toEqual({ x: 700, y: 0 });
});

test("what I wrote over theirs is taken back to theirs", async () => {
  const { server, store, describeA, descriptionOf } = open();
  describeA("mine");
  server.otherMakes([{ type: "node-change", id: "a", path: ["description"], value: "theirs" }]);
  await vi.advanceTimersByTimeAsync(400);
  expect(server.made().at(-1)).toMatchObject({ value: "mine" });
  store.getState().undo();
  expect(descriptionOf("a")).toBe("theirs");
});

test("a node that was removed while somebody wrote in it comes back with what they wrote", async () => {
  const { server, store, descriptionOf } = open();
  server.otherMakes([{ type: "node-change", id: "a", path: ["description"], value: "theirs" }]);
  store.getState().edit([{ type: "node-remove", id: "a" }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(descriptionOf("a")).toBeUndefined();
  store.getState().undo();
  expect(descriptionOf("a")).toBe("theirs");
});

test("a node that I added is not mine to take away once others have built on it", async () => {
  const { server, store } = open();
  store.getState().edit([{ type: "node-add", node: newNode("agent", "c"), position: { x: 0, y: 0 } }]);
  await vi.advanceTimersByTimeAsync(0);
  server.otherMakes([{ type: "edge-add", edge: { id: "e", kind: "flow", from: "a", to: "c", context: [] } }]);
  store.getState().take(server.rows);
  expect(store.getState().history.undo).toEqual([]);
});

test("a text that lost is shown with both values until it is put back", async () => {
  const { server, store, describeA, descriptionOf } = open();
  describeA("mine");
  await vi.advanceTimersByTimeAsync(400);
  server.otherMakes([{ type: "node-change", id: "a", path: ["description"], value: "theirs" }], 0);
  store.getState().take(server.rows);
  expect(descriptionOf("a")).toBe("theirs");
  const [lost] = store.getState().lostTexts;
  expect(lost).toMatchObject({
    by: { name: "anna" },
    node: "Agent",
    removed: false,
    mine: { value: "mine" },
  });
  if (lost) store.getState().putBack(lost);
  expect(descriptionOf("a")).toBe("mine");
  expect(store.getState().lostTexts).toEqual([]);
});

test("a text is not lost to somebody who had seen it, nor to who wrote it on", async () => {
  const { server, store, describeA } = open();
  describeA("mine");
  await vi.advanceTimersByTimeAsync(400);
  const change = (value: string): GraphEdit => ({
    type: "node-change",
    id: "a",
    path: ["description"],
    value,
  });
  server.otherMakes([change("better")]);
  store.getState().take(server.rows);
  expect(store.getState().lostTexts).toEqual([]);
  describeA("mine again");
  await vi.advanceTimersByTimeAsync(400);
  server.otherMakes([change("mine again and more")], 1);
  store.getState().take(server.rows);
  expect(store.getState().lostTexts).toEqual([]);
});

test("what does not follow from what the page has is asked for", async () => {
  const { server, store } = open();
  server.otherMakes([move("a", 1), move("a", 2), move("b", 3)]);
  store.getState().take(server.rows.slice(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().document).toEqual(server.document());
  expect(store.getState().seq()).toBe(3);
});

test("an edit that can't be made changes nothing and says why", () => {
  const { server, store } = open();
  const before = store.getState().document;
  const problem = store.getState().edit([move("a", 50), move("gone", 0)]);
  expect(problem).toContain("gone");
  expect(store.getState().document).toBe(before);
  expect(store.getState().refused?.message).toBe(problem);
  expect(server.requests).toHaveLength(0);
});

test("what others removed meanwhile is left out and said, its text kept, and the rest is stored", async () => {
  const { server, store, describeA, descriptionOf } = open();
  server.otherMakes([{ type: "node-remove", id: "a" }]);
  describeA("Too late");
  store.getState().edit([{ type: "node-change", id: "b", path: ["description"], value: "In time" }]);
  await vi.runAllTimersAsync();
  expect(store.getState().save).toEqual({ state: "saved" });
  expect(store.getState().document.graph.nodes.map(({ id }) => id)).toEqual(["b"]);
  expect(descriptionOf("b")).toBe("In time");
  expect(store.getState().refused?.message).toContain("“Agent” is left out");
  expect(store.getState().lostTexts).toMatchObject([{ removed: true, mine: { value: "Too late" } }]);
  expect(server.rows.map(({ content }) => content.state)).toEqual(["made", "lost", "made"]);
});

test("a page that opens again takes back what its person did last, where nobody else has written since", async () => {
  const { server, store, describeA } = open();
  describeA("one");
  await vi.advanceTimersByTimeAsync(2_000);
  describeA("two");
  await vi.advanceTimersByTimeAsync(2_000);
  store.getState().edit([move("a", 50), move("b", 60)]);
  store.getState().undo();
  store.getState().edit([move("b", 70)]);
  await vi.advanceTimersByTimeAsync(0);
  server.otherMakes([move("b", 80)]);
  let before = store.getState().document;
  const remembered = server.rows.map((row) => ({ ...row, inverse: [] as GraphEdit[] }));
  before = {
    graph: { ...before.graph, nodes: [newNode("agent", "a"), newNode("agent", "b", { name: "B" })] },
    layout: { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } },
  };
  for (const row of remembered) {
    if (row.content.state !== "made") continue;
    const edited = applyEdits(before, [row.content.edit]);
    if ("problem" in edited) throw new Error(edited.problem);
    row.inverse = edited.inverse;
    before = edited.document;
  }
  const again = createDocumentStore({
    ...{ document: server.document(), name: "Test", seq: server.rows.length, userId: "ada" },
    ...{ saveEdits: server.saveEdits, remembered },
  });
  const description = () => again.getState().document.graph.nodes[0]?.description;
  again.getState().undo();
  expect(description()).toBe("one");
  again.getState().undo();
  expect(description()).toBe("");
  expect(again.getState().history.undo).toEqual([]);
  again.getState().redo();
  expect(description()).toBe("one");
  expect(again.getState().document.layout.b).toEqual({ x: 80, y: 0 });
});
