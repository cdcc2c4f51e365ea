import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tutti-reports-"));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

function count(reports: Record<string, unknown>, exitCode: number) {
  for (const [name, report] of Object.entries(reports)) {
    writeFileSync(join(folder, name), JSON.stringify(report));
  }
  const script = join(import.meta.dirname, "count-tests.mjs");
  const { stdout, status } = spawnSync(process.execPath, [script, folder, String(exitCode)], {
    encoding: "utf8",
  });
  return { last: stdout.trimEnd().split("\n").at(-1), status };
}

test("the tests of both reports are counted, and the last line says how many", () => {
  const reports = {
    "vitest.json": { numPassedTests: 40, numFailedTests: 0 },
    "playwright.json": { stats: { expected: 2, unexpected: 0, flaky: 0 } },
  };
  expect(count(reports, 0)).toEqual({ last: "42 passed, 0 failed", status: 0 });
});

test("a failed test of either report fails the run", () => {
  const vitest = { numPassedTests: 39, numFailedTests: 1 };
  expect(count({ "vitest.json": vitest }, 1)).toEqual({ last: "39 passed, 1 failed", status: 1 });
});

test("a step that fails without a failed test counts as one failure", () => {
  const vitest = { numPassedTests: 40, numFailedTests: 0 };
  expect(count({ "vitest.json": vitest }, 2)).toEqual({ last: "40 passed, 1 failed", status: 1 });
});

test("a run in which nothing ran has failed", () => {
  expect(count({}, 0)).toEqual({ last: "0 passed, 0 failed", status: 1 });
});
