import fc from "fast-check";
import { expect, test } from "vitest";
import { cutContext, cutForModel } from "./cut-for-model.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;
const mark = "\n\n[Cut here: ";

test("a result that fits stays as it is, a longer one says how much is missing", () => {
  expect(cutForModel('{"a":1}', 7)).toBe('{"a":1}');
  const cut = cutForModel(`"${"é".repeat(100)}"`, 50);
  expect(cut.split(mark)[0]).toBe(`"${"é".repeat(24)}`);
  expect(cut).toContain("50 of 202 bytes");
});

test("no character and no escape is cut in the middle", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.integer({ min: 1, max: 60 }),
      (value, most) => {
        const text = JSON.stringify(value);
        fc.pre(bytes(text) > most);
        const [beginning = ""] = cutForModel(text, most).split(mark);
        expect(text.startsWith(beginning)).toBe(true);
        expect(bytes(beginning)).toBeLessThanOrEqual(most);
        expect(beginning.isWellFormed()).toBe(true);
        // The beginning of a text, closed, is a text again.
        if (beginning !== "") expect(() => JSON.parse(`${beginning}"`)).not.toThrow();
      },
    ),
  );
});

test("of a context the small fields stay and the large ones share the room", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string({ maxLength: 300 }), {
        minKeys: 1,
        maxKeys: 5,
      }),
      fc.integer({ min: 100, max: 600 }),
      (context, most) => {
        const text = JSON.stringify(context);
        const read: Record<string, string> = JSON.parse(cutContext(text, most));
        expect(Object.keys(read)).toEqual(Object.keys(context));
        if (bytes(text) <= most) expect(read).toEqual(context);
        const parts = Object.values(read).map((value) => value.split(mark)[0] ?? "");
        expect(parts.reduce((sum, part) => sum + bytes(part), 0)).toBeLessThanOrEqual(most);
        const sizes = Object.values(context).map(bytes);
        const smallest = Math.min(...sizes);
        const at = sizes.indexOf(smallest);
        if (smallest <= most / sizes.length) expect(Object.values(read)[at]).toBe(Object.values(context)[at]);
      },
    ),
  );
  const rows = Array.from({ length: 1_000 }, (_, id) => ({ id }));
  expect(JSON.parse(cutContext(JSON.stringify({ question: "which?", rows }), 1_000))).toMatchObject({
    question: "which?",
    rows: expect.stringMatching(/^\[\{"id":0\},[\s\S]*Cut here/),
  });
});
