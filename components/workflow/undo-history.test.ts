import { expect, test } from "vitest";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { newNode } from "@/lib/graph/new-node.ts";
import type { RememberedEdit } from "@/lib/views/workflow-edits.ts";
import {
  goesOnWith,
  historyOf,
  inverseOf,
  NO_HISTORY,
  remember,
  TYPING_PAUSE_MS,
  turnedBack,
  type UndoStep,
  withInverse,
  withoutTouched,
} from "./undo-history.ts";

const text = (id: string, value: string, path = ["description"]): GraphEdit => ({
  ...{ type: "node-change", id, path, value },
});
const step = (id: string, ...inverse: GraphEdit[]): UndoStep => ({
  ...{ id, parts: [{ editId: `${id}-edit`, inverse }], typing: null, at: 0 },
});
const ids = (steps: readonly UndoStep[]) => steps.map(({ id }) => id);

test("typing goes on with the latest gesture until a pause, another field, or something else", () => {
  const typing: UndoStep = { ...step("one", text("a", "")), typing: "a/description", at: 100 };
  const history = remember(NO_HISTORY, typing);
  expect(goesOnWith(history, "a/description", 100 + TYPING_PAUSE_MS - 1)?.id).toBe("one");
  expect(goesOnWith(history, "a/description", 100 + TYPING_PAUSE_MS)).toBeNull();
  expect(goesOnWith(history, "a/name", 101)).toBeNull();
  expect(goesOnWith(remember(history, step("two")), "a/description", 101)).toBeNull();
});

test("a stretch of several edits is taken back to where it began, by one edit", () => {
  const first = remember(NO_HISTORY, step("one", text("a", "")));
  const on = remember(first, { ...step("one"), parts: [{ editId: "later", inverse: [text("a", "He")] }] });
  expect(on.undo).toHaveLength(1);
  expect(inverseOf(on.undo[0] ?? step("none"))).toEqual([text("a", "")]);
});

test("the edits of a gesture are taken back in reverse order", () => {
  const gesture: UndoStep = {
    ...step("one"),
    parts: [
      { editId: "add", inverse: [{ type: "node-remove", id: "c" }] },
      { editId: "connect", inverse: [{ type: "edge-remove", id: "e" }] },
    ],
  };
  expect(inverseOf(gesture).map(({ type }) => type)).toEqual(["edge-remove", "node-remove"]);
});

test("what was taken back can be done again, until something new is done", () => {
  const history = remember(remember(NO_HISTORY, step("one")), step("two"));
  const back = turnedBack(history, "two", step("three"));
  expect([ids(back.undo), ids(back.redo)]).toEqual([["one"], ["three"]]);
  const again = turnedBack(back, "three", step("four"));
  expect([ids(again.undo), ids(again.redo)]).toEqual([["one", "four"], []]);
  expect(remember(back, step("five")).redo).toEqual([]);
  expect(ids(turnedBack(history, "two", null).undo)).toEqual(["one"]);
});

test.each<[string, GraphEdit, GraphEdit, boolean]>([
  ["the same property", text("a", ""), text("a", "x"), true],
  ["a part of it", text("a", "", ["tool"]), text("a", "x", ["tool", "statement"]), true],
  ["the whole of it", text("a", "", ["tool", "statement"]), text("a", "x", ["tool"]), true],
  ["another property", text("a", ""), text("a", "x", ["name"]), false],
  ["a property whose name begins alike", text("a", "", ["tool"]), text("a", "x", ["tools"]), false],
  ["another node", text("a", ""), text("b", "x"), false],
  ["the node's removal", text("a", ""), { type: "node-remove", id: "a" }, true],
  ["its place", text("a", ""), { type: "node-move", id: "a", position: null }, false],
  [
    "an edge at a node that would be removed",
    { type: "node-remove", id: "a" },
    { type: "edge-add", edge: { id: "e", kind: "flow", from: "b", to: "a", context: [] } },
    true,
  ],
  ["a property of a node that would be removed", { type: "node-remove", id: "a" }, text("a", "theirs"), true],
])("an inverse is no longer mine when others write %s", (_what, mine, theirs, gone) => {
  const history = withoutTouched(remember(NO_HISTORY, step("one", mine)), theirs);
  expect(history.undo).toHaveLength(gone ? 0 : 1);
});

test("what others wrote before mine stays mine to take back, to what they wrote", () => {
  const history = remember(NO_HISTORY, step("one", text("a", "")));
  const later = withoutTouched(history, text("a", "theirs"), new Set(["one-edit"]));
  expect(later.undo).toHaveLength(1);
  const rebased = withInverse(later, "one-edit", [text("a", "theirs")]);
  expect(inverseOf(rebased.undo[0] ?? step("none"))).toEqual([text("a", "theirs")]);
  expect(withInverse(rebased, "one-edit", []).undo).toEqual([]);
});

let seq = 0;
const stored = (edit: GraphEdit, inverse: GraphEdit, more: Partial<RememberedEdit> = {}): RememberedEdit => ({
  ...{ seq: ++seq, id: `s${seq}`, page: "p", base: 0, step: `s${seq}`, undoes: null },
  ...{ by: { userId: "ada", name: "Ada" }, content: { state: "made", edit }, inverse: [inverse] },
  ...more,
});

test("the stored edits tell what a person can take back and do again", () => {
  const rows = [
    stored(text("a", "one"), text("a", ""), { step: "g1" }),
    stored(text("b", "one"), text("b", ""), { step: "g1" }),
    stored(text("a", "two"), text("a", "one"), { step: "g2" }),
    stored(text("a", "one"), text("a", "two"), { step: "g3", undoes: "g2" }),
    stored(text("b", "theirs"), text("b", "one"), { by: { userId: "bob", name: "Bob" } }),
  ];
  const history = historyOf(rows, "ada");
  expect(ids(history.undo)).toEqual(["g1"]);
  expect(history.undo.flatMap(inverseOf)).toEqual([text("a", "")]);
  expect(ids(history.redo)).toEqual(["g3"]);
  expect(history.redo.flatMap(inverseOf)).toEqual([text("a", "two")]);
  expect(ids(historyOf(rows, "bob").undo)).toHaveLength(1);
  expect(historyOf(rows, "eve")).toEqual(NO_HISTORY);
});

test("what was lost, folded or dropped is not there to be taken back", () => {
  const lost = { content: { state: "lost", edit: text("a", "x"), why: "gone" } } as const;
  const rows = [
    stored(text("a", "x"), text("a", ""), lost),
    stored(text("a", "x"), text("a", ""), { content: { state: "folded" } }),
    stored(text("a", "x"), text("a", ""), { content: { state: "dropped" } }),
  ];
  expect(historyOf(rows, "ada")).toEqual(NO_HISTORY);
});

test("an undo of two edits is one gesture, on the other side", () => {
  const c = newNode("agent", "c");
  const rows = [
    stored({ type: "node-add", node: c, position: null }, { type: "node-remove", id: "c" }, { step: "g1" }),
    stored(text("a", "one"), text("a", ""), { step: "g1" }),
    stored(text("a", ""), text("a", "one"), { step: "g2", undoes: "g1" }),
    stored(
      { type: "node-remove", id: "c" },
      { type: "node-add", node: c, position: null },
      { step: "g2", undoes: "g1" },
    ),
  ];
  const { undo, redo } = historyOf(rows, "ada");
  expect(undo).toEqual([]);
  expect(redo.map((one) => inverseOf(one).map(({ type }) => type))).toEqual([["node-add", "node-change"]]);
});
