import { defineConfig } from "vitest/config";

// Processes are killed here, so files run one after another, and each test takes its time.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: { alias: { "@": new URL("../..", import.meta.url).pathname } },
  test: {
    include: ["e2e/crash/**/*.crash.test.ts", "e2e/crash/**/*.long.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
