import { expect, test } from "vitest";
import { orderRun } from "./fixtures/order-run.ts";
import { foldAll } from "./fold.ts";
import { spanSentence, spanTitle } from "./sentences.ts";

const trace = foldAll("run-1", orderRun().events);
const models = [...trace.spans.values()].filter((span) => span.kind === "model");

test("a model call is called by what it led to, with the names people gave the steps", () => {
  expect(models.map((span) => spanTitle(trace, span))).toEqual([
    "Asks Data retrieval",
    "Asks Read order, Read stock and Read shipment",
    "Answers",
    "Asks Decision",
    "Asks Business rules",
    "Answers",
    "Asks Action and Notification",
    "Asks Update order",
    "Asks Send mail",
    "Finishes",
  ]);
});

test("a span's sentence says who did what, and who had asked", () => {
  const [first] = models;
  const worker = [...trace.spans.values()].find((span) => span.name === "Decision");
  if (!first || !worker) throw new Error("the run has both");
  expect(spanSentence(trace, first)).toBe("Order desk asks Data retrieval.");
  expect(spanSentence(trace, worker)).toBe("Decision is done, asked by Order desk.");
});

test("a failed step and a failed model call say so", () => {
  const failed = foldAll("run-1", orderRun("failed").events);
  const tool = [...failed.spans.values()].find((span) => span.kind === "tool" && span.state === "failed");
  if (!tool) throw new Error("a tool failed");
  expect(spanSentence(failed, tool)).toBe("Read shipment failed.");
  const tried = foldAll("run-1", orderRun("retry").events);
  const attempt = [...tried.spans.values()].find((span) => span.kind === "model" && span.state === "failed");
  if (!attempt) throw new Error("an attempt failed");
  expect(spanSentence(tried, attempt)).toBe("Data retrieval got no usable reply.");
});
