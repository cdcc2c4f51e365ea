import { expect, test } from "vitest";
import { WorkflowDocument } from "../graph.ts";
import { validate } from "../validate.ts";
import { rework } from "./rework.ts";

test("the template is a document without a problem, and each copy is its own", () => {
  const document = rework();
  expect(WorkflowDocument.parse(document)).toEqual(document);
  expect(validate(document.graph)).toEqual([]);
  expect(rework()).not.toBe(document);
});
