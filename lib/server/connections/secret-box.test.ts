import { expect, test } from "vitest";
import { openSecret, sealSecret } from "./secret-box.ts";

const place = { workspaceId: "w1", record: "c1", field: "secret" };
const master = "a long master secret";

test("a sealed secret opens at its own place and never shows its text", () => {
  const sealed = sealSecret(master, place, "sk-demo-ünïcode");
  expect(openSecret(master, place, sealed)).toBe("sk-demo-ünïcode");
  expect(Buffer.from(sealed).toString("latin1")).not.toContain("sk-demo");
  expect(Buffer.from(sealSecret(master, place, "same"))).not.toEqual(
    Buffer.from(sealSecret(master, place, "same")),
  );
});

test.each([
  { ...place, workspaceId: "w2" },
  { ...place, record: "c2" },
  { ...place, field: "password" },
])("a sealed secret moved to %o does not open", (elsewhere) => {
  const sealed = sealSecret(master, place, "sk-demo");
  expect(() => openSecret(master, elsewhere, sealed)).toThrow("another record");
});

test("another master key is named as the reason", () => {
  const sealed = sealSecret(master, place, "sk-demo");
  expect(() => openSecret("other", place, sealed)).toThrow("sealed with another key");
});

test("one changed byte is found", () => {
  const sealed = sealSecret(master, place, "sk-demo");
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
  expect(() => openSecret(master, place, sealed)).toThrow("was changed");
});
