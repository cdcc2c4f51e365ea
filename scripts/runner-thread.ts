// The thread of scripts/runner.ts that drives runs.
import { z } from "zod";
import { runRunner } from "../lib/server/runners/run-runner.ts";

z.config({ jitless: true });
try {
  await runRunner();
} catch (error) {
  console.error(`\n  The runner could not start: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
