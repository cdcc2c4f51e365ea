import { expect, test } from "vitest";
import { showResults } from "./show-results.ts";

test("one text is the answer as it stands", () => {
  expect(showResults([{ title: "Edit", result: "The **end**.", parts: null }])).toEqual({
    text: "The **end**.",
    empty: [],
  });
});

test("several results stand under their titles, and what is no text is shown as JSON", () => {
  const { text } = showResults([
    { title: "Facts", result: { orders: 2 }, parts: null },
    { title: "Mail", result: "Sent.", parts: null },
  ]);
  expect(text).toBe('## Facts\n\n```json\n{\n  "orders": 2\n}\n```\n\n## Mail\n\nSent.');
});

test("what a supervisor put together is shown by its parts", () => {
  const parts = new Map([["find_facts", "Find facts"]]);
  const result = { find_facts: "Two orders.", other: "More." };
  const { text } = showResults([{ title: "Desk", result, parts }]);
  expect(text).toBe("## Find facts\n\nTwo orders.\n\n## other\n\nMore.");
});

test.each([null, "", " \n"])("a result that says nothing is marked in its place: %j", (result) => {
  expect(showResults([{ title: "Mail", result, parts: null }])).toEqual({
    text: "*[not available: Mail gave no result]*",
    empty: ["Mail"],
  });
});
