import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimPort } from "../scripts/claim-port.ts";

/** A server of the built app, as `npm start` runs it. */
export type ServedApp = {
  url: string;
  dataDir: string;
  /** Everything it has printed so far. */
  output(): string;
  /** The one-time link that makes the owner, as printed. */
  ownerLink(): string;
  /** Ends it and gives its exit code; with SIGKILL as a crash would, the server itself too. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Starts the built app on a free port and waits until it answers; rejects with what it printed when it ends before. */
export async function serveApp(
  given: { dataDir?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ServedApp> {
  const dataDir = given.dataDir ?? mkdtempSync(join(tmpdir(), "tutti-e2e-"));
  const port = await claimPort();
  const url = `http://127.0.0.1:${port}`;
  // A group of its own, so that a crash can take the server with the script that started it.
  const child = spawn(process.execPath, ["scripts/serve.ts"], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", DATA_DIR: dataDir, PORT: String(port), ...given.env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const exited = once(child, "exit");
  // A test process that ends early must not leave it running.
  const killWithTest = () => send(child, "SIGKILL");
  process.once("exit", killWithTest);
  void exited.then(() => process.off("exit", killWithTest));

  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    dataDir,
    output: () => output,
    ownerLink() {
      const link = output.match(/http:\S+\/welcome\?code=\S+/)?.[0];
      if (link === undefined)
        throw new Error(`expected an owner link in what the server printed:\n${output}`);
      return link;
    },
    async stop(signal = "SIGTERM") {
      send(child, signal);
      const [code] = await exited;
      return code;
    },
  };
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(signal === "SIGKILL" ? -child.pid : child.pid, signal);
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    return true;
  } catch {
    return false;
  }
}
