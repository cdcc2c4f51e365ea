import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../edit.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { Json } from "../json.ts";
import { newNode } from "../new-node.ts";
import { orderException } from "../templates/order-exception.ts";
import { CHANGE_PARTS } from "./change.ts";
import { sameJson } from "./same-json.ts";
import { documentBy } from "./test-documents.ts";
import { versionDiff } from "./version-diff.ts";

const drawn = fc.array(fc.nat({ max: 1e9 }), { maxLength: 10 }).map(documentBy);

test("there is a change exactly where two drawings differ, and the same drawing read anew is the same", () => {
  let equal = 0;
  fc.assert(
    fc.property(drawn, drawn, (from, to) => {
      const isSame = sameJson(from, to);
      if (isSame) equal++;
      expect(versionDiff(from, to).length === 0).toBe(isSame);
      expect(versionDiff(to, from).length === 0).toBe(isSame);
      expect(versionDiff(from, structuredClone(from))).toEqual([]);
    }),
    { numRuns: 800 },
  );
  expect(equal).toBeGreaterThan(0);
});

test("each single edit that changes the drawing is told", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1e9 }), { minLength: 1, maxLength: 8 }), (numbers) => {
      const [from, to] = [documentBy(numbers.slice(0, -1)), documentBy(numbers)];
      expect(versionDiff(from, to).length === 0).toBe(sameJson(from, to));
    }),
    { numRuns: 2_000 },
  );
});

test("changes come in the order of their parts, and every one says something", () => {
  fc.assert(
    fc.property(drawn, drawn, (from, to) => {
      const changes = versionDiff(from, to);
      const ranks = changes.map(({ part }) => CHANGE_PARTS.indexOf(part));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      for (const { words } of changes) expect(words).not.toMatch(/undefined|\[object|^\s*$/);
    }),
  );
});

/** What is said of these edits of the template. */
function told(...edits: GraphEdit[]): string[] {
  const from = orderException();
  const edited = applyEdits(from, edits);
  if ("problem" in edited) throw new Error(edited.problem);
  return versionDiff(from, edited.document).map(({ part, words }) => `${part}: ${words}`);
}

const idOf = (name: string) => {
  const found = orderException().graph.nodes.find((node) => node.name === name || node.kind === name);
  if (!found) throw new Error(`expected ${name} in the template`);
  return found.id;
};

test("a form is compared field by field", () => {
  const id = idOf("input");
  const change = (path: string[], value?: Json): GraphEdit => ({
    type: "node-change",
    id,
    path: ["schema", ...path],
    ...(value !== undefined && { value }),
  });
  expect(
    told(
      change(["properties", "orderId"], { type: "integer" }),
      change(["properties", "urgent"], { type: "boolean" }),
      change(["properties", "tags"], { type: "array", items: { type: "string" } }),
      change(["required"], ["tags"]),
    ),
  ).toEqual([
    "form: orderId is whole number in place of text",
    "form: orderId is optional now",
    "form: New field urgent: yes or no, optional",
    "form: New field tags: list of text, required",
  ]);
});

test("a workflow that now sends mail says so, and so does one that no longer does", () => {
  const mail = newNode("tool", "mailer", { toolType: "email", name: "Tell the customer" });
  const agent = idOf("agent");
  const added: GraphEdit[] = [
    {
      type: "node-add",
      node:
        mail.kind === "tool" && mail.tool.type === "email"
          ? { ...mail, tool: { ...mail.tool, connectionId: "c" } }
          : mail,
      position: null,
    },
  ];
  // Nobody can use it yet.
  expect(told(...added)).toEqual(["steps: New: the tool “Tell the customer”"]);
  const used: GraphEdit = {
    type: "edge-add",
    edge: { id: "uses", kind: "tool", from: agent, to: "mailer", fills: [] },
  };
  expect(told(...added, used)[0]).toBe("effects: Now it sends mail by a mail server: “Tell the customer”");

  const from = orderException();
  const edited = applyEdits(from, [...added, used]);
  if ("problem" in edited) throw new Error(edited.problem);
  expect(versionDiff(edited.document, from)[0]?.words).toBe(
    "No longer: sends mail by a mail server: “Tell the customer”",
  );
});

test("texts that are too long for a line are given before and after", () => {
  const from = orderException();
  const id = idOf("agent");
  const edited = applyEdits(from, [{ type: "node-change", id, path: ["instructions"], value: "Be kind." }]);
  if ("problem" in edited) throw new Error(edited.problem);
  const [change] = versionDiff(from, edited.document);
  expect(change?.texts?.after).toBe("Be kind.");
  expect(change?.words).toMatch(/^“.+”: instructions changed$/);
});

test("models, names, order and places are told by themselves", () => {
  const agent = orderException().graph.nodes.find(({ kind }) => kind === "agent");
  const [edge] = orderException().graph.edges;
  if (!agent || !edge) throw new Error("expected an agent and an edge");
  expect(
    told(
      {
        type: "node-change",
        id: agent.id,
        path: ["models"],
        value: [{ id: "m", connectionId: null, model: "gpt-x" }],
      },
      { type: "node-change", id: agent.id, path: ["name"], value: "Scout" },
      { type: "node-move", id: agent.id, position: { x: -1, y: -1 } },
      { type: "edge-move", id: edge.id, index: 99 },
      { type: "graph-change", path: ["defaultModel"], value: { connectionId: null, model: "gpt-y" } },
    ),
  ).toEqual([
    expect.stringMatching(/^models: The default model: gpt-y/),
    "models: “Scout”: gpt-x in place of the default model",
    `steps: “${agent.name}” is called “Scout” now`,
    "connections: The connections, and so the cases, stand in another order",
    "drawing: Moved on the canvas: “Scout”",
  ]);
});
