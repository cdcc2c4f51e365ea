import fc from "fast-check";
import { expect, test } from "vitest";
import { sameJson } from "./diff/same-json.ts";
import { documentBy } from "./diff/test-documents.ts";
import { applyEdits } from "./edit.ts";
import { editsBetween } from "./edits-between.ts";
import type { WorkflowDocument } from "./graph.ts";
import { orderException } from "./templates/order-exception.ts";

const drawn = fc.array(fc.nat({ max: 1e9 }), { maxLength: 14 }).map(documentBy);

function led(from: WorkflowDocument, to: WorkflowDocument) {
  const edited = applyEdits(from, editsBetween(from, to));
  if ("problem" in edited) throw new Error(edited.problem);
  return edited;
}

test("the edits lead from any drawing to any other, and are taken back as a whole", () => {
  fc.assert(
    fc.property(drawn, drawn, (from, to) => {
      const { document, inverse } = led(from, to);
      expect(document).toEqual(to);
      expect(document.graph.nodes.map(({ id }) => id)).toEqual(to.graph.nodes.map(({ id }) => id));
      expect(sameJson(document, to)).toBe(true);
      const back = applyEdits(document, inverse);
      expect("document" in back && back.document).toEqual(from);
    }),
    { numRuns: 500 },
  );
});

test("there are no edits between a drawing and itself, read anew or not", () => {
  fc.assert(
    fc.property(drawn, (document) => {
      expect(editsBetween(document, structuredClone(document))).toEqual([]);
    }),
  );
});

test("what differs in one property is changed there, and nothing is made anew", () => {
  const from = orderException();
  const to = structuredClone(from);
  const agent = to.graph.nodes.find(({ kind }) => kind === "agent");
  if (agent?.kind !== "agent") throw new Error("expected an agent");
  agent.instructions = "Other words.";
  expect(editsBetween(from, to)).toEqual([
    { type: "node-change", id: agent.id, path: ["instructions"], value: "Other words." },
  ]);
});

test("two steps that take each other's reference names get them", () => {
  const from = documentBy([]);
  const to = structuredClone(from);
  const [a, b] = ["a", "b"].map((id) => to.graph.nodes.find((node) => node.id === id));
  if (!a || !b) throw new Error("expected both");
  [a.referenceName, b.referenceName] = [b.referenceName, a.referenceName];
  expect(led(from, to).document).toEqual(to);
});
