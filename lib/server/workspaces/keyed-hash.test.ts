import fc from "fast-check";
import { expect, test } from "vitest";
import { keyedHash } from "./keyed-hash.ts";

const master = "a master secret that only this test has";
const id = fc.uuid();

test("equal texts have equal hashes inside a workspace, in every process that has the secret", () => {
  fc.assert(
    fc.property(id, fc.string(), (workspaceId, text) => {
      const hash = keyedHash(master);
      expect(hash(workspaceId, text)).toMatch(/^[0-9a-f]{64}$/);
      expect(hash(workspaceId, text)).toBe(hash(workspaceId, text));
      expect(keyedHash(master)(workspaceId, text)).toBe(hash(workspaceId, text));
    }),
  );
});

test("another text, another workspace or another secret gives another hash", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 2, maxLength: 2 }),
      fc.string(),
      ([one = "", two = ""], text) => {
        const hash = keyedHash(master);
        expect(hash(one, text)).not.toBe(hash(two, text));
        expect(hash(one, text)).not.toBe(hash(one, `${text} `));
        expect(hash(one, text)).not.toBe(keyedHash(`${master}.`)(one, text));
      },
    ),
  );
});

test("the hashes of a workspace stay what they were, whatever the version", () => {
  expect(keyedHash(master)("workspace", '"text"')).toBe(
    "0d67cb515244f2e5e95097e845ff03a1a001c2f1aee9111a1a021ce0f7fd035a",
  );
});
