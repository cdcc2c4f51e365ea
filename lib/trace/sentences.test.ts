import { expect, test } from "vitest";
import { orderRun } from "./fixtures/order-run.ts";
import { foldAll } from "./fold.ts";
import { decisionSentence, joined, spanSentence, spanTitle } from "./sentences.ts";
import type { MadeDecision } from "./trace.ts";

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

test("a choice keeps its own sentence; without one it is made of what was chosen and what was not", () => {
  const choice = (because: string, chosen: string[], among: string[]): MadeDecision => ({
    seq: 1,
    at: 0,
    decision: { what: "route", span: 1, chosen, among, because, dueAt: null, ending: null },
  });
  expect(decisionSentence(choice("The facts come first.", ["data"], []))).toBe("The facts come first.");
  expect(decisionSentence(choice("", ["data"], ["data", "mail", "finish"]))).toBe(
    "Who is next: data, not mail or finish.",
  );
  expect(decisionSentence(choice("", [], []))).toBe("Who is next.");
});

test("names join as in a sentence, once each, and long lists are cut", () => {
  expect(joined([])).toBe("");
  expect(joined(["a", "a"])).toBe("a");
  expect(joined(["a", "b", "c"])).toBe("a, b and c");
  expect(joined(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});
