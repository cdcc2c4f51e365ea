import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunTextDelta } from "../../engine/ports.ts";
import { packText, TextMessage } from "./live-text-messages.ts";

const runId = "0b7c1f0e-5a34-4a55-9d0c-5f3f0d8a9b11";
const piecesOf = (messages: string[]) =>
  messages.flatMap((message) => TextMessage.parse(JSON.parse(message)).pieces);

/** Puts each call's pieces together; throws at a hole. */
function joined(messages: string[]): Map<number, string> {
  const texts = new Map<number, string>();
  for (const [, span, offset, text] of piecesOf(messages)) {
    const known = texts.get(span) ?? "";
    expect(offset).toBe(known.length);
    texts.set(span, known + text);
  }
  return texts;
}

test("short pieces of several calls share a message", () => {
  const deltas: RunTextDelta[] = [1, 2, 3].map((span) => ({ runId, span, offset: 0, text: `call ${span}` }));
  expect(packText("p", deltas)).toHaveLength(1);
  expect([...joined(packText("p", deltas)).values()]).toEqual(["call 1", "call 2", "call 3"]);
});

test("a long text takes as few messages as hold it", () => {
  const text = "a".repeat(20_000);
  const messages = packText("p", [{ runId, span: 1, offset: 0, text }]);
  expect(messages).toHaveLength(3);
  expect(joined(messages).get(1)).toBe(text);
});

test("any text arrives whole: every message is small enough, and no character is parted", () => {
  const unit = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("😀", "é", "\u0000", '"', "\n", "漢", "👩‍👩‍👧‍👦", "\ud83d"),
  );
  const text = fc
    .array(unit, { minLength: 1, maxLength: 60 })
    .chain((units) => fc.integer({ min: 1, max: 400 }).map((times) => units.join("").repeat(times)));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      const deltas = texts.map((each, index) => ({ runId, span: index + 1, offset: 0, text: each }));
      const messages = packText("process", deltas);
      for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(7_000);
      for (const [index, each] of texts.entries()) expect(joined(messages).get(index + 1) ?? "").toBe(each);
      for (const [, span, offset, part] of piecesOf(messages)) {
        const whole = texts[span - 1] ?? "";
        const end = offset + part.length;
        // Only what stood alone in the text may stand alone at the end of a piece.
        if (/[\ud800-\udbff]$/.test(part)) expect(whole.charAt(end)).not.toMatch(/[\udc00-\udfff]/);
      }
    }),
    { numRuns: 60 },
  );
});
