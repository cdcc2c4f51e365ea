import fc from "fast-check";
import { expect, test } from "vitest";
import { markHidden } from "./hidden-characters.ts";

test.each([
  ["invoice\u202egpj.exe", "invoice⟨U+202E⟩gpj.exe"],
  ["Pay\u200bPal", "Pay⟨U+200B⟩Pal"],
  ["\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"],
  ["\ufeffName", "⟨U+FEFF⟩Name"],
  ["a\u200db", "a⟨U+200D⟩b"],
  ["line\nbreak\0", "line⟨U+000A⟩break⟨U+0000⟩"],
  ["\u{e0041}hidden", "⟨U+E0041⟩hidden"],
  ["\u3164", "⟨U+3164⟩"],
])("%j is shown as %s", (name, shown) => {
  expect(markHidden(name)).toBe(shown);
});

test.each(["👩‍💻 Desk", "👩🏽‍💻", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "क्‍ष", "Ünïcödé", "שלום", "العربية", "配送", "❤️"])(
  "%s stays as it is: what is hidden in it is spelling",
  (name) => {
    expect(markHidden(name)).toBe(name);
  },
);

const AMONG = [
  "a",
  "م",
  "👩",
  "\u0301",
  "\n",
  "\u200b",
  "\u200d",
  "\u200e",
  "\u202e",
  "\u2066",
  "\ufeff",
  "\u{e0041}",
];

test("what is shown holds no control of direction, and marking twice is marking once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...AMONG)).map((list) => list.join("")),
      (name) => {
        const shown = markHidden(name);
        expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]/);
        expect(markHidden(shown)).toBe(shown);
      },
    ),
  );
});
