import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { isNoRoom } from "../adapters/store/no-room.ts";
import { env } from "../env.ts";
import { issueOwnerCode } from "./accounts/owner-code.ts";
import { openOwnerDoor } from "./accounts/owner-door.ts";
import { tendDemo } from "./connections/demo.ts";
import { endWithSignals } from "./end-with-signals.ts";
import { ownAddress } from "./origin.ts";
import { type Server, server } from "./ports.ts";
import { startRunner } from "./runners/runner.ts";
import { startHousekeeping } from "./upkeep/housekeeping.ts";

/** What the last pieces of streams get to leave the process, ms. */
const STREAMS_END_MS = 100;

// Before any other schema is made: zod would probe `new Function`, which nothing here may need.
z.config({ jitless: true });

/** Opens everything once the process starts, and says in the terminal where to go. Ends the process when it can't. */
export async function start(): Promise<void> {
  try {
    // What is made from here on is its owner's alone, the database's files too.
    process.umask(0o077);
    refuseOpenDoors();
    const opened = await server();
    await setUpDemo(opened);
    await printOwnerLink(opened);
    await run(opened);
  } catch (error) {
    const advice = isNoRoom(error)
      ? " There is no room left where Tutti stores its data: make some, and start again."
      : "";
    console.error(`\n  Tutti could not start: ${error instanceof Error ? error.message : error}${advice}\n`);
    process.exit(1);
  }
}

/** Starts this process's runner; when the process is asked to end, runs are given back and the database closed first. */
async function run(opened: Server): Promise<void> {
  const { withoutRunner, slots } = env();
  const runner = withoutRunner ? null : await startRunner(opened, { kind: "server", slots });
  opened.here.runner = runner;
  const housekeeping = startHousekeeping(opened);
  const door = await doorFor(opened);
  endWithSignals(async () => {
    opened.here.draining = true;
    opened.here.runner = null;
    await Promise.all([runner?.stop(), housekeeping.stop(), door?.close()]);
    // Streams that end, and are not cut, are followed on at the next server without a complaint of the browser.
    opened.here.streams.abort();
    await wait(STREAMS_END_MS);
    await opened.close();
  });
}

/** The door for `npm run backup`, where the database is this process's alone; without it Tutti works all the same. */
async function doorFor(opened: Server): Promise<{ close(): Promise<void> } | null> {
  if (opened.engine !== "pglite") return null;
  return openOwnerDoor(opened).catch((error) => {
    console.warn("`npm run backup` can't reach this server while it runs:", error);
    return null;
  });
}

/** While there is no owner, prints the one-time link that makes one; a link printed earlier is void then. */
async function printOwnerLink({ db }: Server): Promise<void> {
  if ((await db.member.count({ where: { role: "owner" } })) > 0) return;
  const code = await issueOwnerCode(db);
  console.log(
    `\n  This Tutti has no owner yet. Its link works once:\n\n  Open ${ownAddress()}/welcome?code=${code}\n`,
  );
}

/** Without the demo company everything else works: what is missing is told, and asked for again where it is used. */
async function setUpDemo(opened: Server): Promise<void> {
  await tendDemo(opened);
  const state = opened.demo.state();
  if (state.ready || (state.sql.length === 0 && opened.engine === "pglite")) return;
  const sql = state.sql.map((statement) => `    ${statement};`).join("\n");
  console.warn(`\n  The demo company is not set up. ${state.why}\n${sql === "" ? "" : `\n${sql}\n`}`);
}

function refuseOpenDoors(): void {
  const { host, publicUrl, allowHttp } = env();
  const loopback = ["127.0.0.1", "localhost", "::1"].includes(host);
  if (loopback || allowHttp || publicUrl?.startsWith("https://")) return;
  throw new Error(
    `HOST is ${host}, so others could reach Tutti, and passwords would travel unencrypted. Set TUTTI_URL to the https address of the proxy in front of it, or TUTTI_ALLOW_HTTP=1 if you accept that.`,
  );
}
