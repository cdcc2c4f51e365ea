import { expect, test } from "vitest";
import { orderRun } from "./fixtures/order-run.ts";
import { foldAll } from "./fold.ts";
import { rowOf, traceRows } from "./rows.ts";
import { spanTitle } from "./sentences.ts";

const trace = foldAll("run-1", orderRun().events);
const none: ReadonlySet<number> = new Set();
const shown = (view: Parameters<typeof traceRows>[1]) =>
  traceRows(trace, view).map((row) => {
    const span = trace.spans.get(row.span);
    return `${"  ".repeat(row.depth)}${span ? spanTitle(trace, span) : ""}`;
  });

test("spans stand under what asked for them, and a tool visit is one row with its call", () => {
  expect(shown({ closed: none, query: "" }).slice(0, 9)).toEqual([
    "Order exception",
    "Order desk",
    "  Asks Data retrieval",
    "  Data retrieval",
    "    Asks Read order, Read stock and Read shipment",
    "    Read order",
    "    Read stock",
    "    Read shipment",
    "    Answers",
  ]);
});

test("a closed row hides what is under it and says how much", () => {
  const all = traceRows(trace, { closed: none, query: "" });
  const data = all.find((row) => trace.spans.get(row.span)?.name === "Data retrieval");
  if (!data) throw new Error("there is such a row");
  const rows = traceRows(trace, { closed: new Set([data.span]), query: "" });
  expect(rows).toHaveLength(all.length - 5);
  expect(rows.find((row) => row.span === data.span)).toMatchObject({ open: false, children: 5 });
});

test("a search keeps the matches and the way to them, also through closed rows", () => {
  const closed = new Set(trace.spans.keys());
  expect(shown({ closed, query: " nordfracht " }).slice(0, 6)).toEqual([
    "Order desk",
    "  Data retrieval",
    "    Read shipment",
    "    Answers",
  ]);
  expect(shown({ closed, query: "no such thing" })).toEqual([]);
});

test("the performed call of a tool is found in its visit's row", () => {
  const rows = traceRows(trace, { closed: none, query: "" });
  const call = [...trace.spans.values()].find((span) => span.kind === "tool");
  if (!call) throw new Error("a tool was used");
  expect(rows[rowOf(rows, call.id)]?.span).toBe(call.parent);
  expect(rowOf(rows, 99_999)).toBe(-1);
});
