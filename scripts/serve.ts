// Serves the app: `npm start` runs it after the build, `npm run dev` as `serve.ts dev`.
// PORT and HOST choose the address; without PORT it is 3000 or the next free one.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { freePort } from "./free-port.ts";

const mode = process.argv[2] === "dev" ? "dev" : "start";
const host = process.env.HOST || "127.0.0.1";
const port = process.env.PORT ? readPort(process.env.PORT) : await freePort(host, 3000);

function readPort(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  console.error(`PORT should be a number from 1 to 65535, but is "${text}".`);
  process.exit(1);
}

const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const server = spawn(process.execPath, [next, mode, "-H", host, "-p", String(port)], {
  stdio: "inherit",
  env: {
    ...process.env,
    PORT: String(port),
    HOST: host,
    NEXT_TELEMETRY_DISABLED: "1",
    // The server ends itself when it is asked to: runs are given back first (lib/server/startup.ts).
    NEXT_MANUAL_SIG_HANDLE: "1",
  },
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Ctrl-C reaches the server by itself, as a member of the terminal's group; a second time does no harm.
  process.on(signal, () => server.kill(signal));
}
server.on("error", (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exit(1);
});
server.on("exit", (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});

console.log(`\n  Tutti is at http://${host.includes(":") ? `[${host}]` : host}:${port}\n`);
