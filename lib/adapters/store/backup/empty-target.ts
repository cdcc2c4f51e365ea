import type pg from "pg";
import { appliedMigrations } from "../migrate.ts";
import { firstTables, lastTables, leftOut, runTables } from "./backed-up-tables.ts";

/** The target of a restore holds something already. The message says what, and what to do. */
export class TargetNotEmpty extends Error {}

const all = [...firstTables, ...runTables, ...lastTables].map(({ name }) => name).concat(leftOut);
const told = { user: "people", workspace: "workspaces", workflow: "workflows", run: "runs" };

/** Refuses a database in which somebody has worked, or whose tables are not Tutti's. `place` names it for people. */
export async function refuseUnlessEmpty(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename = ANY ($1)",
    [all],
  );
  if (rows.length === 0) return;
  if ((await appliedMigrations(client)).size === 0)
    throw new TargetNotEmpty(
      `${place} has tables that are not Tutti's (${rows.map(({ name }) => name).join(", ")}). Restore into an empty database.`,
    );
  const found = rows.map(({ name }) => name);
  const held: string[] = [];
  for (const [table, what] of Object.entries(told)) {
    if (!found.includes(table)) continue;
    const counted = await client.query<{ count: string }>(`SELECT count(*) FROM "${table}"`);
    const count = Number(counted.rows[0]?.count);
    if (count > 0) held.push(`${count} ${what}`);
  }
  if (held.length > 0)
    throw new TargetNotEmpty(
      `${place} is not empty: it has ${held.join(", ")}. A backup is restored whole, into an empty one: set DATA_DIR to a new folder, or DATABASE_URL to a new database.`,
    );
}

/** Takes away the empty tables that a first start of Tutti has made. */
export async function dropEmptyTables(client: pg.ClientBase): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${all.map((name) => `"${name}"`).join(", ")} CASCADE`);
}
