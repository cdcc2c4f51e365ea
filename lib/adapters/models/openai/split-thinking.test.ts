import fc from "fast-check";
import { expect, test } from "vitest";
import { type Parted, splitThinking, thinkingBefore } from "./split-thinking.ts";

function split(...pieces: string[]): Parted {
  const splitter = splitThinking();
  const parts = [...pieces.map((piece) => splitter.add(piece)), splitter.end()];
  return {
    text: parts.map(({ text }) => text).join(""),
    thinking: parts.map(({ thinking }) => thinking).join(""),
  };
}

test.each([
  ["<think>Hm.</think>\n\nYes.", "Hm.", "Yes."],
  ['\n<think>\nHm.\n</think>{"ok":true}', "\nHm.\n", '{"ok":true}'],
  ["<THINK>Hm.</THINK> Yes.", "Hm.", "Yes."],
  ["<think></think>\n\nYes.", "", "Yes."],
  ["<think>One.</think>\n<thinking>Two.</thinking>\nYes.", "One.Two.", "Yes."],
  ["[THINK]Hm.[/THINK]Yes.", "Hm.", "Yes."],
  ["<think>İ and so on", "İ and so on", ""],
  ["<think>İ</think>Yes.", "İ", "Yes."],
  ["<think>a < b and </thin", "a < b and </thin", ""],
  ["<thistle> is a plant", "", "<thistle> is a plant"],
  ["<thi", "", "<thi"],
  ["  Yes.", "", "  Yes."],
  ["Write <think>…</think> before it.", "", "Write <think>…</think> before it."],
  ["", "", ""],
])("%j", (written, thinking, text) => {
  expect(split(written)).toEqual({ thinking, text });
});

test("blanks without end are handed on", () => {
  const blanks = " ".repeat(1_001);
  expect(splitThinking().add(blanks)).toEqual({ text: blanks, thinking: "" });
});

test("thinking and answer are the same however the text is cut", () => {
  const part = fc.constantFrom(
    "<think>",
    "</think>",
    "<",
    "/",
    "think",
    ">",
    "\n",
    " ",
    "İ",
    "Yes",
    "{}",
    "[THINK]",
    "[/think]",
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.array(fc.nat({ max: 6 }), { maxLength: 60 }),
      (parts, sizes) => {
        const written = parts.join("");
        const pieces: string[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(written.slice(at, at + size));
          at += size;
        }
        pieces.push(written.slice(at));
        expect(split(...pieces)).toEqual(split(written));
      },
    ),
  );
});

test("thinking that was begun in the prompt ends at a closing tag of its own", () => {
  expect(thinkingBefore("Hm.\n</think>\n\nYes.")).toEqual({ thinking: "Hm.\n", text: "Yes." });
  expect(thinkingBefore('Hm.</think>{"ok":true}')).toEqual({ thinking: "Hm.", text: '{"ok":true}' });
  expect(thinkingBefore("</think>\n\nYes.")).toEqual({ thinking: "", text: "Yes." });
  expect(thinkingBefore("Close it with `</think>` again.")).toBeNull();
  expect(thinkingBefore("Write\n<think>\nHm.\n</think>\nbefore it.")).toBeNull();
  expect(thinkingBefore("Yes.")).toBeNull();
});
