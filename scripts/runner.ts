// npm run runner: a process that drives runs, beside a server on the same DATABASE_URL; as many as wanted, anywhere.
import { z } from "zod";
import { runRunner } from "../lib/server/runners/run-runner.ts";

z.config({ jitless: true });
try {
  await runRunner();
} catch (error) {
  console.error(`\n  The runner could not start: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
