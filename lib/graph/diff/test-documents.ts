import { applyEdit } from "../edit.ts";
import type { WorkflowDocument } from "../graph.ts";
import { GraphEdit } from "../graph-edit.ts";
import { newNode } from "../new-node.ts";
import { drawing } from "../test-drawing.ts";

const IDS = ["in", "branch", "a", "b", "tool1", "out", "x", "y"];
const EDGE_IDS = ["in-branch", "branch-a", "branch-b", "a-out", "new1", "new2"];
const text = { type: "string" };
const CHANGES = [
  { path: ["name"], value: "Other" },
  { path: ["referenceName"], value: "x" },
  { path: ["referenceName"], value: "a" },
  { path: ["referenceName"], value: "free" },
  { path: ["instructions"], value: "Do that." },
  { path: ["description"], value: "What it is for" },
  { path: ["models"], value: [{ id: "m1", connectionId: null, model: "m" }] },
  { path: ["models"], value: [{ id: "m1", connectionId: "c", model: "m" }] },
  { path: ["output"], value: { type: "object", properties: { ok: { type: "boolean" } }, required: [] } },
  { path: ["schema"], value: { type: "object", properties: { text, n: text }, required: ["n"] } },
  { path: ["schema"], value: { type: "object", properties: { n: text, text }, required: ["n", "text"] } },
  { path: ["schema"], value: { type: "object", properties: { n: { type: "array" } }, required: ["gone"] } },
  { path: ["schema", "properties", "text", "items"], value: {} },
  { path: ["schema", "properties", "text", "properties"], value: { inner: text } },
  { path: ["parameters"], value: { type: "object", properties: { p: text }, required: [] } },
  { path: ["tool"], value: { type: "email", connectionId: null, to: "", subject: "", body: "" } },
  { path: ["tool", "connectionId"], value: "c" },
  { path: ["join"], value: { needs: "any", withinMs: null } },
  { path: ["join"] },
  { path: ["takes"], value: "every" },
  { path: ["template"], value: "{{ results.a }}" },
  { path: ["onFailure"], value: { do: "leave-out" } },
] as const;
const EDGE_CHANGES = [
  { path: ["to"], value: "a" },
  { path: ["from"], value: "a" },
  { path: ["when"], value: "true" },
  { path: ["when"] },
  { path: ["back"], value: { most: 2, usedUp: "go-on" } },
  { path: ["back", "usedUp"], value: "fail" },
  { path: ["context"], value: [{ id: "f", name: "x", schema: {}, required: true, fill: { by: "model" } }] },
] as const;
const KINDS = ["agent", "tool", "output", "branch"] as const;

const START: WorkflowDocument = {
  graph: drawing("in>branch", "branch>a if input.text == 'a'", "branch>b", "a>out", "b>out"),
  layout: { in: { x: 0, y: 0 }, a: { x: 1, y: 2 } },
};

/** For tests: a document drawn by the edits that the numbers choose; what isn't possible is left out. */
export function documentBy(numbers: readonly number[]): WorkflowDocument {
  let document = START;
  for (const number of numbers) {
    const parsed = GraphEdit.safeParse(editBy(number));
    const edited = parsed.success ? applyEdit(document, parsed.data) : null;
    if (edited && "document" in edited) document = edited.document;
  }
  return document;
}

function editBy(number: number): unknown {
  let left = number;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[left % items.length];
    left = Math.floor(left / items.length);
    if (item === undefined) throw new Error("expected something to pick from");
    return item;
  };
  const type = pick(
    ["node-add", "node-change", "node-change", "node-remove", "node-move", "graph-change"].concat(
      "edge-add",
      "edge-change",
      "edge-change",
      "edge-move",
      "edge-remove",
    ),
  );
  switch (type) {
    case "node-add": {
      const id = pick(IDS);
      const kind = pick(KINDS);
      const node = newNode(kind, id, { name: pick(IDS), toolType: "rules" });
      return { type, node, position: pick([null, { x: 5, y: 6 }]), index: pick([0, 1, 2]) };
    }
    case "node-change":
      return { type, id: pick(IDS), ...pick(CHANGES) };
    case "node-move":
      return { type, id: pick(IDS), position: pick([null, { x: 7, y: 8 }]) };
    case "node-remove":
      return { type, id: pick(IDS) };
    case "graph-change":
      return { type, path: ["defaultModel"], value: pick([null, { connectionId: null, model: "m" }]) };
    case "edge-add": {
      const edge = { id: pick(EDGE_IDS), kind: "flow", from: pick(IDS), to: pick(IDS), context: [] };
      return { type, edge, index: pick([0, 1]) };
    }
    case "edge-change":
      return { type, id: pick(EDGE_IDS), ...pick(EDGE_CHANGES) };
    case "edge-move":
      return { type, id: pick(EDGE_IDS), index: pick([0, 1, 2, 3]) };
    default:
      return { type, id: pick(EDGE_IDS) };
  }
}
