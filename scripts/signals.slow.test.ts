import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { claimPort } from "./claim-port.ts";

const MOST_MS = 120_000;
/** The silence after which it is killed, and time for a busy machine. */
const KILLED_WITHIN_MS = 40_000;

const children: ChildProcess[] = [];
const dataDir = mkdtempSync(join(tmpdir(), "tutti-signals-"));
afterEach(() => {
  for (const child of children.splice(0))
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

/** The real script; `first` is JavaScript that each process and thread of it does before its own. */
function run(script: string, variables: Record<string, string>, first = "") {
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(first)}`,
      ...variables,
    },
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += text));
  return { child, said: () => said, ended: once(child, "exit") };
}

/** Listens to the signal, as a server does, and never comes back to hear it. */
const BUSY = `
  import { writeSync } from "node:fs";
  import { isMainThread } from "node:worker_threads";
  const busy = isMainThread ? process.argv[1].endsWith("serve-next.ts") : process.argv[1].includes("runner");
  if (busy) {
    process.on("SIGTERM", () => {});
    writeSync(1, "busy " + process.pid + ".");
    for (;;);
  }
`;

test.each(["scripts/serve.ts", "scripts/runner.ts"])(
  "SIGTERM ends %s though its JavaScript never comes back",
  async (script) => {
    const port = await claimPort();
    const { child, said, ended } = run(script, { PORT: String(port) }, BUSY);
    const busy = () => /busy (\d+)\./.exec(said())?.[1];
    await expect.poll(busy, { timeout: MOST_MS }).toBeDefined();
    const at = performance.now();
    child.kill("SIGTERM");
    const [code, signal] = await ended;
    expect(performance.now() - at).toBeLessThan(KILLED_WITHIN_MS);
    expect(code === 137 || signal === "SIGKILL").toBe(true);
    expect(said()).toContain("it did not react for 10 s: it is killed");
    // Nor is the busy one left behind.
    const pid = Number(busy());
    await expect
      .poll(() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      })
      .toBe(false);
  },
  2 * MOST_MS,
);

test(
  "a port that is taken is told in one sentence, with what to do, and nothing else",
  async () => {
    const taken = createServer();
    await new Promise<void>((ready) => taken.listen(0, "127.0.0.1", ready));
    const address = taken.address();
    if (address === null || typeof address === "string") throw new Error("expected a TCP address");
    try {
      const { said, ended } = run("scripts/serve.ts", { PORT: String(address.port) });
      const [code] = await ended;
      expect(code).toBe(1);
      expect(said()).toBe(
        `Port ${address.port} of 127.0.0.1 is in use by another program: stop that one, or set PORT to another port, or leave PORT out to take the next free one.\n`,
      );
    } finally {
      taken.close();
    }
  },
  MOST_MS,
);

test(
  "a host that is no address of this machine is told the same way",
  async () => {
    const { said, ended } = run("scripts/serve.ts", { HOST: "192.0.2.1", PORT: "" });
    const [code] = await ended;
    expect(code).toBe(1);
    expect(said()).toMatch(/^HOST is 192\.0\.2\.1, which is no address of this machine: [^\n]*\n$/);
  },
  MOST_MS,
);
