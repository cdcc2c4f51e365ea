import { join } from "node:path";
import { defineConfig } from "vitest/config";

const reports = process.env.TEST_REPORTS;

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    // Many tests wait for something; one worker less than cores, the default, is one on a small machine.
    maxWorkers: "100%",
    // What is polled for comes when the machine gets to it; a wait that is too short says nothing.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: reports ? ["default", ["json", { outputFile: join(reports, "vitest.json") }]] : ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["{app,lib,scripts}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "jsdom",
          environment: "jsdom",
          include: ["{app,components}/**/*.test.tsx", "components/**/*.test.ts"],
          setupFiles: ["./vitest.setup.ts"],
        },
      },
    ],
  },
});
