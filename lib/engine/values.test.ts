import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../graph/json.ts";
import { INLINE_LIMIT } from "../run/value.ts";
import { Values } from "./values.ts";

/** Values of a run over a store that holds what was saved. */
function valuesOver(stored: Map<string, string>): Values {
  let salts = 0;
  return new Values(
    "run-1",
    { blob: async (_run, hash) => stored.get(hash) ?? null },
    {
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
      salt() {
        salts += 1;
        return String(salts);
      },
    },
  );
}

test("every JSON comes back as it was put, from its event or from the store", async () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "grapheme", minLength: INLINE_LIMIT, maxLength: INLINE_LIMIT + 9 }),
  );
  await fc.assert(
    fc.asyncProperty(json, async (given) => {
      const stored = new Map<string, string>();
      const values = valuesOver(stored);
      // What fast-check calls JSON values is JSON.
      const value = values.put(given as Json);
      expect(value.inline === undefined).toBe(value.bytes > INLINE_LIMIT);
      for (const { hash, content } of values.unsaved) stored.set(hash, content);
      // Another process has nothing of it at hand.
      expect(await valuesOver(stored).text(value)).toBe(JSON.stringify(given));
      expect(await values.text(value)).toBe(JSON.stringify(given));
    }),
  );
});

test("equal values have unlike hashes, so that nobody can guess an erased text", () => {
  const values = valuesOver(new Map());
  expect(values.put("secret").hash).not.toBe(values.put("secret").hash);
});

test("a value that is not stored any more is said to be gone", async () => {
  const large = valuesOver(new Map()).put("x".repeat(INLINE_LIMIT));
  await expect(valuesOver(new Map()).text(large)).rejects.toThrow(
    `run run-1: the value ${large.hash} is not stored`,
  );
});
