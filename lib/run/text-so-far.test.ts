import fc from "fast-check";
import { expect, test } from "vitest";
import { newPart, TextSoFar } from "./text-so-far.ts";

test("a piece is known, goes on with the text, or leaves a hole", () => {
  const so = new TextSoFar("Good ");
  expect(so.append(0, "Goo")).toBe("known");
  expect(so.append(2, "od morn")).toBe("grown");
  expect(so.append(20, "!")).toBe("hole");
  expect(so.append(9, "ing")).toBe("grown");
  expect(so.text).toBe("Good morning");
  expect(newPart(12, 12, "")).toBe("");
});

test("whatever pieces of a text come, in whatever order, what is there is a beginning of it, and no hole is filled wrongly", () => {
  const pieces = fc.record({
    text: fc.string({ maxLength: 60 }),
    cuts: fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 30 }),
  });
  fc.assert(
    fc.property(pieces, ({ text, cuts }) => {
      const so = new TextSoFar();
      for (const [from, length] of cuts) {
        const before = so.text.length;
        const piece = text.slice(from, from + length);
        const appended = so.append(from, piece);
        expect(text.startsWith(so.text)).toBe(true);
        if (from <= text.length) expect(appended === "hole").toBe(from > before);
        expect(appended === "grown").toBe(so.text.length > before);
      }
    }),
  );
});
