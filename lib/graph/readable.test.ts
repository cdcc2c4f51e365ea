import { expect, test } from "vitest";
import { readable, readableJson } from "./readable.ts";

test("NUL and halves of characters become the sign for what can't be read; all else stays", () => {
  expect(readable("a\0b\ud83d c\ude00 😀\n")).toBe("a\ufffdb\ufffd c\ufffd 😀\n");
});

test("so do those in texts and keys of a value, at any depth", () => {
  expect(readableJson({ "a\0": [1, { b: "\ud83d" }], c: null })).toEqual({
    "a\ufffd": [1, { b: "\ufffd" }],
    c: null,
  });
});

test("a value without any is the same value", () => {
  const json = { a: [1, "x", { b: null }] };
  expect(readableJson(json)).toBe(json);
});
