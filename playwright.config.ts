import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { browserOptions } from "./scripts/test-browser.mjs";

const reports = process.env.TEST_REPORTS;

export default defineConfig({
  testDir: "e2e",
  // Vitest has what is named `.test.ts`. `npm test` runs the project "browser"; `npm run test:long` the other: files named
  // `.long.spec.ts`, and tests tagged `@long`, which show with more samples or patience what a shorter one shows too.
  testMatch: "**/*.spec.ts",
  projects: [
    { name: "browser", testIgnore: "**/*.long.spec.ts", grepInvert: /@long/ },
    { name: "long", grep: /@long|\.long\.spec/, timeout: 3_600_000 },
  ],
  outputDir: "test-results/e2e",
  // Each has a server of its own; on two cores one waits while the other works.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI ?? reports),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: reports ? [["list"], ["json", { outputFile: join(reports, "playwright.json") }]] : [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    // Recording each test costs a third of its time; `playwright test --trace on` does.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...browserOptions,
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
