import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

// Runs an endless statement and says so once its process has been started.
const script = `
  import { sqlProcesses } from "./lib/adapters/tools/sql/process-pool.ts";
  const target = { kind: "sqlite", file: process.argv[1] };
  const limits = { maxRows: 1, maxBytes: 1000, timeoutMs: 60000 };
  const never = new AbortController().signal;
  const processes = sqlProcesses();
  await processes.run({ work: "read", target, limits, statement: "select 1", parameters: {} }, never);
  const statement = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n";
  processes.run({ work: "read", target, limits, statement, parameters: {} }, never);
  console.log("running");
`;

test.skipIf(process.platform !== "linux")(
  "a statement does not outlive a parent that was killed",
  async () => {
    const dir = mkdtempSync(join(tmpdir(), "tutti-guard-"));
    const file = join(dir, "empty.sqlite");
    new DatabaseSync(file).close();
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((running) => parent.stdout.once("data", running));
    const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, "utf8")
      .trim()
      .split(" ");
    expect(children).toHaveLength(1);
    parent.kill("SIGKILL");
    await expect.poll(() => existsSync(`/proc/${children[0]}`), { timeout: 5_000 }).toBe(false);
    rmSync(dir, { recursive: true });
  },
);
