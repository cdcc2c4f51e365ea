import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../graph/json.ts";
import { INLINE_LIMIT } from "../run/value.ts";
import { Values } from "./values.ts";

/** Values of a run over a store that holds what was saved. */
function valuesOver(stored: Map<string, string>, workspaceId = "workspace"): Values {
  return new Values(
    { runId: "run-1", workspaceId },
    { blob: async (_run, hash) => stored.get(hash) ?? null },
    { mac: (key, text) => createHmac("sha256", key).update(text).digest("hex") },
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

test("equal values have equal hashes in one workspace only, so that nobody else can guess an erased text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      // What fast-check calls JSON values is JSON.
      const json = given as Json;
      const [here, there] = [valuesOver(new Map()), valuesOver(new Map(), "another workspace")];
      expect(here.put(json)).toEqual(here.put(json));
      expect(here.put(json).hash).not.toBe(there.put(json).hash);
      expect(here.put(json).hash).not.toBe(here.put([json]).hash);
    }),
  );
});

test("a large text is handed over for storing once, however often it comes up", () => {
  const values = valuesOver(new Map());
  const [large, other] = ["x".repeat(INLINE_LIMIT), "y".repeat(INLINE_LIMIT)];
  const { hash } = values.put(large);
  values.put(large);
  expect(values.unsaved).toEqual([{ hash, content: JSON.stringify(large) }]);
  values.unsaved = [];
  expect(values.put(large).hash).toBe(hash);
  values.put(other);
  expect(values.unsaved.map(({ content }) => content)).toEqual([JSON.stringify(other)]);
});

test("a value that is not stored any more is said to be gone", async () => {
  const large = valuesOver(new Map()).put("x".repeat(INLINE_LIMIT));
  await expect(valuesOver(new Map()).text(large)).rejects.toThrow(
    `run run-1: the value ${large.hash} is not stored`,
  );
});

test.each([
  ["a blob", INLINE_LIMIT],
  ["in its event", 400],
])("a list that is %s is parsed once, however often it is read", async (_where, length) => {
  const values = valuesOver(new Map());
  const value = values.put(Array.from({ length }, (_, item) => item));
  expect(value.inline === undefined).toBe(length === INLINE_LIMIT);
  const first = await values.json(value);
  expect(await values.json(value)).toBe(first);
});
