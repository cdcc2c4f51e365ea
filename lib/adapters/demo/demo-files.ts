import { rmSync } from "node:fs";
import { join } from "node:path";
import { describeDemoTables, readDemoRows } from "./browse.ts";
import { latestDemoChanges } from "./changes.ts";
import { demoFile, demoSystems, ensureDemo, isCurrent, resetDemo } from "./demo-company.ts";
import type { DemoStore } from "./demo-store.ts";

/** The demo company as three SQLite files of the data folder, beside the built-in database. */
export function demoFiles(dataDir: string): DemoStore {
  return {
    async ensure(today) {
      ensureDemo(dataDir, today);
      return { ready: true };
    },
    state: () =>
      demoSystems.every((system) => isCurrent(demoFile(dataDir, system)))
        ? { ready: true }
        : {
            ready: false,
            why: "Its files are not in the data folder any more. Open the page Demo company to have them made again.",
            sql: [],
          },
    unreachable: async () => null,
    address: (system) => ({ kind: "sqlite", file: demoFile(dataDir, system) }),
    tables: async (system) => describeDemoTables(dataDir, system),
    rows: async (system, page) => readDemoRows(dataDir, system, page),
    changes: async (limit) => latestDemoChanges(dataDir, limit),
    reset: async (today) => resetDemo(dataDir, today),
    remove: async () => rmSync(join(dataDir, "demo"), { recursive: true, force: true }),
  };
}
