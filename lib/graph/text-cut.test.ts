import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText, lastOf, shortened, withoutEnd } from "./text-cut.ts";

test.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "abc"],
  ["ab😀", 3, "ab"],
  ["ab😀", 4, "ab😀"],
  ["ae\u0301x", 2, "a"],
  ["ae\u0301x", 3, "ae\u0301"],
  ["👋🏽!", 2, ""],
  ["👋🏽!", 4, "👋🏽"],
  ["👩‍🚒 at work", 4, ""],
  ["👩‍🚒 at work", 5, "👩‍🚒"],
  ["❤️x", 1, ""],
])("%j cut at %i is %j", (text, most, cut) => {
  expect(cutText(text, most)).toBe(cut);
});

const text = fc.string({
  unit: fc.constantFrom("a", "😀", "e\u0301", "👋🏽", "👩‍🚒", "\u0301", "中"),
  maxLength: 80,
});

test("a cut text is well formed, at most so long, and a beginning of the text", () => {
  fc.assert(
    fc.property(text, fc.nat(100), (whole, most) => {
      const cut = cutText(whole, most);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(whole.startsWith(cut)).toBe(true);
      if (whole.length > most) expect(cut.length).toBeGreaterThan(most - 40);
      expect(shortened(whole, most)).toBe(whole.length > most ? `${cut}…` : whole);
      const end = lastOf(whole, most);
      expect([end.isWellFormed(), end.length <= most, whole.endsWith(end)]).toEqual([true, true, true]);
    }),
  );
});

test("marks without end don't take a cut back to the beginning", () => {
  expect(cutText(`a${"\u0301".repeat(1_000)}`, 500)).toHaveLength(500);
});

test("what stands at the end goes, and nothing else", () => {
  expect(withoutEnd("... so. . ", ". ")).toBe("... so");
  expect(withoutEnd("....", ".")).toBe("");
});
