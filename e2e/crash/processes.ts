import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { claimPort } from "../../scripts/claim-port.ts";

/** A process of ours with everything it has started, to be killed, frozen and thawed from outside. */
export type Process = {
  pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Exit code; null when it was killed. */
  exited: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /**
   * `kill -9` of all of it, or of the process alone, which leaves those that it had started to notice for themselves;
   * settles when it is gone. Gives the moment of the kill, epoch ms.
   */
  kill(what?: "all" | "alone"): Promise<number>;
};

// A test process that ends early must not leave any behind.
const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) sendTo(child, "SIGKILL");
});

/** Runs a script of this repository in a process group of its own. */
export function spawnScript(script: string, env: Record<string, string>): Process {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  living.add(child);
  const exited = once(child, "exit").then(([code]) => {
    living.delete(child);
    return typeof code === "number" ? code : null;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    signal: (signal) => sendTo(child, signal),
    async kill(what = "all") {
      const at = Date.now();
      if (what === "alone") child.kill("SIGKILL");
      else sendTo(child, "SIGKILL");
      await exited;
      return at;
    },
  };
}

function sendTo(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Its last process may have ended by itself just now.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A web server of the built app. */
export type WebServer = Process & { url: string; ready: Promise<void> };

/** Starts the built app as `npm start` does; `ready` once it answers, rejected with what it printed when it ends before. */
export async function spawnWebServer(env: Record<string, string>): Promise<WebServer> {
  const port = await claimPort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawnScript("scripts/serve.ts", { ...env, PORT: String(port) });
  let gone = false;
  void server.exited.then(() => (gone = true));
  const ready = (async () => {
    while (!(await answers(url))) {
      if (gone) throw new Error(`The server ended before it answered:\n${server.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  // A server that is killed while it starts is what some tests do.
  ready.catch(() => {});
  return { ...server, url, ready };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}
