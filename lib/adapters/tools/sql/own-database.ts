import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import pg from "pg";
import { ToolProblem } from "../tool-problem.ts";

/** Throws when an address is that of Tutti's own database, under whichever name of the same place. */
export function refuseOwnAddress(url: string, ownUrl: string | null): void {
  if (ownUrl !== null && placeOf(url) === placeOf(ownUrl)) throw ownDatabase();
}

/**
 * Throws when the database that a client is connected to holds Tutti's tables, in any schema: so it is recognised behind a
 * name, a proxy or a tunnel that hides its address. Every role may read the catalogue.
 */
export async function refuseOwnTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select from pg_catalog.pg_class head join pg_catalog.pg_class event using (relnamespace)
     where head.relname = 'run_head' and event.relname = 'run_event' limit 1`,
  );
  if (rows.length > 0) throw ownDatabase();
}

const ownDatabase = () =>
  new ToolProblem(
    "own-database-refused",
    "This connection leads to Tutti's own database, which tools may not use. Connect the database with your own data.",
  );

/** A database's place, the same for all the ways to write it that need no name server. */
function placeOf(url: string): string {
  const { host, port, database } = new pg.Client({ connectionString: url });
  return JSON.stringify([hostOf(host), port, database]);
}

const THIS_MACHINE = "this machine";

function hostOf(written: string): string {
  // A path is the folder of a Unix socket.
  if (written === "" || written.startsWith("/")) return THIS_MACHINE;
  const host = written
    .replace(/^\[|\]$/g, "")
    .toLowerCase()
    .replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return THIS_MACHINE;
  const literal = isIP(host) ? ipaddr.process(host) : null;
  if (literal === null) return host;
  const range = literal.range();
  return range === "loopback" || range === "unspecified" ? THIS_MACHINE : literal.toNormalizedString();
}
