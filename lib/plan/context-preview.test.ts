import { expect, test } from "vitest";
import type { ContextField, Fill } from "../graph/edge.ts";
import { previewContext } from "./context-preview.ts";

const field = (name: string, fill: Fill, required = true): ContextField => ({
  id: name,
  name,
  schema: { type: "string" },
  required,
  fill,
});

test("values come from their paths, and what others fill is a placeholder", () => {
  const preview = previewContext(
    [
      field("orderId", { by: "path", path: "input.orderId" }),
      field("facts", { by: "reference" }),
      field("question", { by: "model" }),
    ],
    { input: { orderId: "SO-1" } },
  );
  expect(JSON.parse(preview.text)).toEqual({
    orderId: "SO-1",
    facts: "⟨a whole earlier result, by reference⟩",
    question: "⟨string, filled by the model⟩",
  });
  expect(preview.fields.map(({ from }) => from)).toEqual(["path", "reference", "model"]);
});

test("bytes are those of the JSON as it is handed over, and tokens a quarter of them", () => {
  const preview = previewContext([field("a", { by: "path", path: "input.a" })], { input: { a: "äöü" } });
  expect(preview).toMatchObject({ bytes: 14, tokens: 4 });
});

test("a path without a value shows where it will come from, or is left out when it may be", () => {
  const preview = previewContext(
    [
      field("action", { by: "path", path: "results.decision.action" }),
      field("note", { by: "path", path: "input.note" }, false),
    ],
    { input: {}, results: {} },
  );
  expect(JSON.parse(preview.text)).toEqual({ action: "⟨from results.decision.action⟩" });
  expect(preview.fields).toEqual([
    { name: "action", from: "missing", message: expect.stringContaining("decision") },
    { name: "note", from: "missing", message: expect.stringContaining("note") },
  ]);
});
