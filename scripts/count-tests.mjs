// node scripts/count-tests.mjs <folder of reports> <exit code of the test command>
// Prints "N passed, N failed" from the reports of Vitest and Playwright; fails when something failed or nothing ran.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, status] = process.argv.slice(2);
const read = (name) =>
  existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), "utf8")) : null;
const vitest = read("vitest.json");
const playwright = read("playwright.json")?.stats;

const passed = (vitest?.numPassedTests ?? 0) + (playwright?.expected ?? 0);
const reported = (vitest?.numFailedTests ?? 0) + (playwright?.unexpected ?? 0) + (playwright?.flaky ?? 0);
// A step that is no test (lint, types, a suite that does not load) fails the run as well, as one failure.
const failed = reported === 0 && status !== "0" ? 1 : reported;
if (failed > reported) console.log("A step outside the tests failed: see above.");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
