import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyGraph } from "@/lib/graph/graph.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import { createDocumentStore } from "./document-store.ts";
import type { SaveEdits, SentEdit } from "./workflow-props.ts";

/** A server in memory: keeps what it stored, and can be told to refuse or to be away. */
function makeServer() {
  const stored: SentEdit[] = [];
  const requests: SentEdit[][] = [];
  let answer: "ok" | "refuse" | "away" = "ok";
  let others: SentEdit[] = [];
  let gone: string | null = null;
  const saveEdits: SaveEdits = async (_baseSeq, edits) => {
    requests.push(edits);
    if (edits.some(({ edit }) => "id" in edit && edit.id === gone))
      return { ok: false, code: "CONFLICT", message: `there is no node “${gone}”` };
    if (answer === "away") throw new Error("connection reset");
    if (answer === "refuse") return { ok: false, code: "CONFLICT", message: "there is no node “a”" };
    const known = new Set(stored.map(({ id }) => id));
    const before = others;
    others = [];
    stored.push(...before, ...edits.filter(({ id }) => !known.has(id)));
    return { ok: true, seq: stored.length, others: before };
  };
  return {
    saveEdits,
    requests,
    stored: () => stored.map(({ edit }) => edit),
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    otherRemoves: (id: string) => {
      gone = id;
      others = [{ id: "other-removal", edit: { type: "node-remove", id } }];
    },
    otherWrites: (edits: GraphEdit[]) => {
      others = edits.map((edit, index) => ({ id: `other-${index}`, edit }));
    },
  };
}

function open() {
  const server = makeServer();
  const store = createDocumentStore({
    document: {
      graph: { ...emptyGraph(), nodes: [newNode("agent", "a"), newNode("agent", "b", { name: "B" })] },
      layout: { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } },
    },
    name: "Test",
    seq: 0,
    saveEdits: server.saveEdits,
  });
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
  expect(server.stored()).toEqual([{ type: "node-change", id: "a", path: ["description"], value: "Read" }]);
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
  expect(server.stored()).toEqual([move("a", 50)]);
});

test("a refused save says why, keeps the edits, and Retry stores them in order", async () => {
  const { server, store } = open();
  server.answerWith("refuse");
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save).toEqual({ state: "failed", message: "there is no node “a”", refused: true });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.requests.filter((edits) => edits.length > 0)).toHaveLength(1);
  server.answerWith("ok");
  store.getState().edit([move("b", 400)]);
  expect(await store.getState().flush()).toBe(true);
  expect(server.stored()).toEqual([move("a", 50), move("b", 400)]);
  expect(store.getState().save.state).toBe("saved");
});

test("when the server can't be reached it tries again by itself", async () => {
  const { server, store } = open();
  server.answerWith("away");
  store.getState().edit([move("a", 50)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save.state).toBe("failed");
  expect(store.getState().hasUnsaved()).toBe(true);
  server.answerWith("ok");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(store.getState().save.state).toBe("saved");
  expect(store.getState().hasUnsaved()).toBe(false);
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
  server.otherWrites([
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

test("an edit that can't be made changes nothing and says why", () => {
  const { server, store } = open();
  const before = store.getState().document;
  const problem = store.getState().edit([move("a", 50), move("gone", 0)]);
  expect(problem).toContain("gone");
  expect(store.getState().document).toBe(before);
  expect(store.getState().refused?.message).toBe(problem);
  expect(server.requests).toHaveLength(0);
});

test("what others removed meanwhile is left out and said, and the rest is stored", async () => {
  const { server, store, describeA, descriptionOf } = open();
  server.otherRemoves("a");
  describeA("Too late");
  store.getState().edit([{ type: "node-change", id: "b", path: ["description"], value: "In time" }]);
  await vi.runAllTimersAsync();
  expect(store.getState().save).toEqual({ state: "saved" });
  expect(store.getState().document.graph.nodes.map(({ id }) => id)).toEqual(["b"]);
  expect(descriptionOf("b")).toBe("In time");
  expect(store.getState().refused?.message).toContain("“Agent” is left out");
  expect(server.stored()).toEqual([
    { type: "node-remove", id: "a" },
    { type: "node-change", id: "b", path: ["description"], value: "In time" },
  ]);
});
