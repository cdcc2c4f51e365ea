// Serves the app: `npm start` runs it after the build, `npm run dev` as `serve.ts dev`.
// PORT and HOST choose the address; without PORT it is 3000 or the next free one.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { join } from "node:path";
import { ENDING } from "../lib/server/end-with-signals.ts";
import { freePort, isFree, whyNoPort } from "./free-port.ts";
import { Grace } from "./grace.ts";

const mode = process.argv[2] === "dev" ? "dev" : "start";
const host = process.env.HOST || "127.0.0.1";
const wished = process.env.PORT ? readPort(process.env.PORT) : null;
const port = await choosePort().catch((error) => stop(whyNoPort(error, host, wished)));

function readPort(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  return stop(`PORT should be a number from 1 to 65535, but is "${text}".`);
}

async function choosePort(): Promise<number> {
  if (wished === null) return freePort(host, 3000);
  if (await isFree(host, wished)) return wished;
  throw Object.assign(new Error(`port ${wished} is taken`), { code: "EADDRINUSE" });
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

function startServer(): ChildProcess {
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: host,
    NEXT_TELEMETRY_DISABLED: "1",
    // The server ends itself when it is asked to: runs are given back first (lib/server/startup.ts).
    NEXT_MANUAL_SIG_HANDLE: "1",
  };
  if (mode === "dev") {
    const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
    return spawn(process.execPath, [next, "dev", "-H", host, "-p", String(port)], { stdio: "inherit", env });
  }
  return spawn(process.execPath, [join(import.meta.dirname, "serve-next.ts")], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...env, NODE_ENV: "production" },
  });
}

const server = startServer();
const grace = new Grace((why) => {
  console.error(
    `The server was asked to end, and ${why}: it is killed. Runs go on where they were, at the next start.`,
  );
  server.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    // Ctrl-C reaches the server by itself, as a member of the terminal's group; a second time does no harm.
    server.kill(signal);
    grace.begin();
  });
server.on("message", (message) => {
  if (message === "listening") sayWhere();
  if (message === ENDING) grace.alive();
});
server.on("error", (error) => stop(`The server could not be started: ${error.message}`));
server.on("exit", (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});
if (mode === "dev") sayWhere();

function sayWhere(): void {
  console.log(`\n  Tutti is at http://${host.includes(":") ? `[${host}]` : host}:${port}\n`);
}
