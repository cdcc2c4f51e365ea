import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { env } from "../../env.ts";
import { endWithSignals } from "../end-with-signals.ts";
import { openServer } from "../ports.ts";
import { serveHealth } from "../upkeep/health.ts";
import { startRunner } from "./runner.ts";
import { tellWhere } from "./tell-where.ts";

/**
 * Starts a process that only drives runs, on the database of one or more servers; resolves when it is running.
 * Throws with what to do when there is no shared database, or the servers' secret is missing.
 */
export async function runRunner(): Promise<void> {
  const given = env();
  const { databaseUrl, slots, healthPort } = given;
  if (databaseUrl === undefined)
    throw new Error(
      "A runner shares a PostgreSQL with the server: set DATABASE_URL for both, for example postgresql://tutti@db.example.com/tutti. The built-in database belongs to one server, which drives its own runs.",
    );
  const file = join(resolve(given.dataDir), "secret");
  if (given.secret === undefined && !existsSync(file))
    throw new Error(
      `A runner opens the connections' secrets, so it needs the server's own: set TUTTI_SECRET, or copy the file \`secret\` of the server's data folder to ${file}.`,
    );
  const opened = await openServer(given);
  const ports = tellWhere(opened.ports, hostname());
  const runner = await startRunner({ ...opened, ports }, { kind: "runner", slots });
  const health = healthPort === undefined ? null : await serveHealth(opened, given.host, healthPort);
  endWithSignals(async () => {
    opened.here.draining = true;
    await runner.stop();
    health?.close();
    await opened.close();
  });
  const address = new URL(databaseUrl);
  console.log(
    `\n  Runner ${runner.id} drives up to ${slots} runs at once, from ${address.host}${address.pathname}\n`,
  );
}
