import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const reports = process.env.TEST_REPORTS;
const HOUR_MS = 3_600_000;
// A test's name says when it runs: `x.test.ts` by `npm run check`, `x.slow.test.ts` (it takes seconds, or opens a
// database, a server or other processes) by `npm test` besides, `x.long.test.ts` by `npm run test:long` alone.
const notQuick = ["**/*.{slow,long}.test.{ts,tsx}"];
// Files that share a process load their modules once, and so take half the time (a quarter in jsdom). What a test has
// put in the place of something is taken back before the next.
const together = { isolate: false, restoreMocks: true, unstubGlobals: true, unstubEnvs: true };

/**
 * The slow ones first, and of these the ones in e2e, which start whole servers and kill them: the quick ones fill what time
 * these leave, and nobody waits for one that began last.
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) => {
      if (project.name !== "slow") return 2;
      return moduleId.startsWith(join(import.meta.dirname, "e2e")) ? 0 : 1;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    // Many of the slow tests wait most of their time, for leases to lapse and processes to come up.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // What is polled for comes when the machine gets to it; a wait that is too short says nothing.
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: SlowFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: reports ? ["default", ["json", { outputFile: join(reports, "vitest.json") }]] : ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          environment: "node",
          ...together,
          include: ["{app,lib,scripts}/**/*.test.ts"],
          exclude: notQuick,
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          ...together,
          include: ["{app,components}/**/*.test.tsx", "components/**/*.test.ts"],
          exclude: notQuick,
          setupFiles: ["./vitest.setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          environment: "node",
          include: ["{app,lib,scripts,e2e}/**/*.slow.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          environment: "node",
          include: ["{app,lib,scripts,e2e}/**/*.long.test.ts"],
          testTimeout: 4 * HOUR_MS,
          hookTimeout: 10 * 60_000,
        },
      },
    ],
  },
});
