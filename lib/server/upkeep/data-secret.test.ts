import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { dataSecret } from "./data-secret.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "tutti-secret-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

test("a data folder gets one secret that only its owner can read, and keeps it", () => {
  const dir = join(folder(), "data");
  const secret = dataSecret(dir, undefined);
  expect(secret.length).toBeGreaterThanOrEqual(43);
  expect(dataSecret(dir, undefined)).toBe(secret);
  expect(statSync(join(dir, "secret")).mode & 0o777).toBe(0o600);
  expect(dataSecret(folder(), undefined)).not.toBe(secret);
});

test("a secret from outside is used as it is", () => {
  expect(dataSecret("/nowhere/at/all", "from the environment")).toBe("from the environment");
});

test("a truncated secret file is refused instead of used", () => {
  const dir = folder();
  writeFileSync(join(dir, "secret"), "short");
  expect(() => dataSecret(dir, undefined)).toThrow("at least 32 characters, but holds 5");
});
