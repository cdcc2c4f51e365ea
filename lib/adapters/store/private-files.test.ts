import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepPrivate } from "./private-files.ts";

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "tutti-private-"));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** A file that all may read and write, as PGlite makes them. */
function openFile(path: string): string {
  writeFileSync(path, "x");
  chmodSync(path, 0o666);
  return path;
}

function openFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  return path;
}

test("a data folder that isn't there is made for its owner alone", () => {
  const dataDir = join(place, "a", "b");
  expect(keepPrivate(dataDir)).toBeNull();
  expect(rights(dataDir)).toBe("700");
});

test("rights of others are taken at each start, on every file, and told once", () => {
  const dataDir = openFolder(join(place, "data"));
  const folder = openFolder(join(dataDir, "pg", "base"));
  const files = [openFile(join(dataDir, "secret")), openFile(join(folder, "1"))];
  expect(keepPrivate(dataDir)).toContain("had rights in the data folder");
  for (const path of [dataDir, join(dataDir, "pg"), folder]) expect(rights(path)).toBe("700");
  for (const path of files) expect(rights(path)).toBe("600");
  expect(keepPrivate(dataDir)).toBeNull();
});

test("what isn't Tutti's keeps its rights, and so does what a link leads to", () => {
  const dataDir = openFolder(join(place, "data"));
  const [theirs, elsewhere] = [openFile(join(dataDir, "photo.jpg")), openFile(join(place, "elsewhere"))];
  symlinkSync(elsewhere, join(dataDir, "demo"));
  const secret = openFile(join(dataDir, "secret"));
  expect(keepPrivate(dataDir)).toContain("photo.jpg");
  expect([theirs, elsewhere].map(rights)).toEqual(["666", "666"]);
  expect(rights(dataDir)).toBe("755");
  expect(rights(secret)).toBe("600");
});
