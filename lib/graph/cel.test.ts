import { expect, test } from "vitest";
import { MAX_STEPS } from "./cel/budget.ts";
import { bySchema } from "./cel/static-type.ts";
import { checkExpression, evaluate, expressionMisfits, pathsRead, readsIn } from "./cel.ts";

test.each([
  ["input.orderId", ["input.orderId"]],
  ["results.a.rows[0].sku == context.sku", ["results.a.rows", "context.sku"]],
  ['results["a"].x + results.?b.?c.orValue("")', ["results.a.x", "results.b.c"]],
  ['results["Triage lead"].x', ["results"]],
  ["results.a.rows.exists(r, r.n > context.limit)", ["results.a.rows", "context.limit"]],
  ["has(results.a.b) ? results.a.b : 0", ["results.a.b"]],
  ["cel.bind(x, results.a, x + 1)", ["results.a"]],
  ["rows[results.at].x", ["results.at", "rows"]],
  ["type(input.x) == string", ["input.x"]],
  ["2 +", []],
])("%s reads %j", (source, paths) => {
  expect(pathsRead(source).toSorted()).toEqual(paths.toSorted());
});

test("each name of a read knows where it stands", () => {
  const source = 'size(results . rows_of["first one"].x)';
  const [read] = readsIn(source);
  const names = (read?.steps ?? []).map((step) => ("item" in step ? "" : source.slice(step.start, step.end)));
  expect(names).toEqual(["rows_of", "first one", "x"]);
});

test.each([
  ["", "no expression here yet", null],
  ["2 +", "a value is missing at the end", 3],
  ["(1 + 2", "“)” should stand here, and the expression ends", 6],
  ["[1, 2", "“]” should stand here", 5],
  ["a b", "an operator such as + or && is missing", 2],
  ["a = b", "write == to compare", 2],
  ["a & b", "write && for “and”", 2],
  ["‘a’", "write straight quotes", 0],
  ["a == 'b", "no closing quote", 5],
  ["for", "keeps for itself", 0],
  ["[1].map(1, 2)", "the name of a variable should stand here first", 8],
  ["1+".repeat(600), "too many parts", 0],
  [`${"[".repeat(40)}1${"]".repeat(40)}`, "nested too deeply", 32],
  ["nothing(1)", "there is no function “nothing”; there are bool, ", 0],
  ["sizee(1)", "did you mean size()?", 0],
  ["size(1)", "size() takes text, or a list, or an object, or bytes; here it got a number", 0],
  ["'a'.trim(1)", "trim() takes text before the dot; here it got text and a number", 0],
  ['1 + "a"', "here it got a number and text; write string(…) around the number", 0],
  ["input.a * 'x'", "“*” multiplies two numbers; here it got text", 0],
  ["!1", "what follows “!” must be true or false, and it is a number", 1],
  ["1 ? 2 : 3", "the condition before “?” must be true or false, and it is a number", 0],
  ["input.a / 0", "divides by zero", 10],
  ["9007199254740993", "the number 9007199254740993 is beyond ±9,007,199,254,740,991", 0],
  ["[1].all(x)", "all() takes a variable and a condition", 0],
  ["'a'.exists(x, true)", "exists() goes through a list or the keys of an object, and this is text", 0],
  ['size(a) > 1 && a.matches("(x+)+y")', "matches() is not available", 15],
  ["x".repeat(2_001), "at most 2,000 characters", null],
])("a wrong expression is told with its place (%#)", (source, message, at) => {
  expect(checkExpression(source)).toMatchObject({ message: expect.stringContaining(message), at });
  expect(evaluate(source, {})).toMatchObject({ ok: false });
});

const scope = {
  input: { refund: 60, total: 100, whole: 10, name: "Ann", none: null, rows: [{ sku: "a" }, { sku: "b" }] },
};

test.each([
  ["input.nme", "“input” has no field “nme”; it has “refund”, “total”, ", 6],
  ["input.nme", "(did you mean “name”?)", 6],
  ["inptu.name", "nothing is called “inptu” here; there is “input”", 0],
  ["input.name.first", "“input.name” is text, so it has no field “first”", 11],
  ["input.none.x", "“input.none” is empty (null), so it has no field “x”", 11],
  ["input.rows.sku", "“input.rows” is a list; choose an item before reading “sku”", 11],
  ["input.rows[2].sku", "“input.rows” has no item 2: it has 2, numbered from 0 to 1", 0],
  ["input.rows['a']", "“input.rows” is a list; choose an item before reading “a”", 0],
  ["input.none + 1", "here it got empty (null) and a number", 0],
  ["input.name + input.total", "write string(…) around the number to join them", 0],
  ["input.total / (input.whole - 10)", "“/” divides by zero", 0],
  ["input.total > 5 && input.name", "each side of “&&” must be true or false, and it is text", 19],
  ["input.rows.all(r, r.n > 1)", "“r” has no field “n”; it has “sku”", 20],
  ['int("12x")', "int() can't read “12x”; it expects a whole number in digits", 0],
  ['timestamp("yesterday")', "timestamp() can't read “yesterday”; it expects a date", 0],
  ['duration("2 days")', "duration() can't read “2 days”; it expects a number with h, m, s", 0],
  ["'abc'.substring(4)", "the position 4 is outside the text, which has 3 characters", 0],
  ["{'__proto__': 1}", "an object can't have a field called “__proto__”", 1],
  ["input.?x.value()", "give another with orValue()", 0],
])("a value that is missing is told in words: %s", (source, message, at) => {
  expect(evaluate(source, scope)).toEqual({ ok: false, message: expect.stringContaining(message), at });
});

test.each([
  ["a.text + 1", "here it got text and a number", 0],
  ["a.text == 5", "text is never equal to a number, so this is always false", 0],
  ["a.list.filter(x, x.n > 'b')", "compares two numbers", 17],
  ["a.list.map(x, x.n)[0] + a.text", "here it got a number and text", 0],
  ["a.number", "the condition must be true or false, and it is a number", 0],
  ["a.open + a.text == 'x' && a.open.b > 2", null, 0],
])("what can't work with the declared data is told: %s", (source, message, at) => {
  const a = bySchema({
    type: "object",
    properties: {
      text: { type: "string" },
      number: { type: "number" },
      list: { type: "array", items: { type: "object", properties: { n: { type: "integer" } } } },
      open: {},
    },
  });
  const wants = source === "a.number" ? "bool" : null;
  const [told] = expressionMisfits(source, (name) => (name === "a" ? a : bySchema({})), wants);
  if (message === null) expect(told).toBeUndefined();
  else expect(told).toMatchObject({ message: expect.stringContaining(message), at, sure: false });
});

test("an evaluation beyond its budget fails with what it was doing, and what to do", () => {
  const list = `[${Array.from({ length: 50 }, (_, item) => item).join(",")}]`;
  let source = "true";
  for (let depth = 0; depth < 8; depth++) source = `${list}.all(v, ${source})`;
  const failed = evaluate(source, {});
  expect(failed).toMatchObject({ ok: false, at: 0 });
  const message = failed.ok ? "" : failed.message;
  expect(message).toContain(`more than ${MAX_STEPS.toLocaleString("en-US")} steps`);
  expect(message).toContain("a list of 50 inside a list of 50");
  expect(message).toContain("go through fewer items");
});
