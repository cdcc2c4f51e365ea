import pg from "pg";
import type { DemoState } from "../../demo/demo-store.ts";
import { DEMO_MARK, type DemoRole, type FoundRole, findRoles, missingSql } from "./demo-roles.ts";

/** SQLSTATE insufficient_privilege. */
const FORBIDDEN = "42501";

/**
 * Makes the roles and schemas that are missing, inside the client's transaction. Where this process's own role may not, or
 * something else has the name, returns what is in the way and the SQL to be run; null when all are there.
 */
export async function setUpRoles(
  client: pg.ClientBase,
  roles: DemoRole[],
  database: string,
): Promise<DemoState | null> {
  const found = new Map((await findRoles(client, roles)).map((one) => [one.role, one]));
  const { rows } = await client.query<{ owner: string }>("select current_user as owner");
  const owner = rows[0]?.owner ?? "";
  const sql: string[] = [];
  for (const wanted of roles) {
    const there = found.get(wanted.role);
    if (!there) throw new Error(`expected to be told of the role ${wanted.role}`);
    const taken = takenName(wanted, there, owner);
    if (taken !== null) return taken;
    sql.push(...missingSql(wanted, there, { database, owner }));
  }
  if (sql.length === 0) return null;
  await client.query("savepoint roles");
  try {
    for (const statement of sql) await client.query(statement);
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== FORBIDDEN) throw error;
    await client.query("rollback to savepoint roles");
    return {
      ready: false,
      why: `Tutti's role “${owner}” may not set up the demo company's roles and schemas (${error.message}). Somebody who may has to run the SQL once, in the database “${database}”.`,
      sql,
    };
  }
}

/** A role or schema of the wanted name that Tutti did not make is left alone. */
function takenName(wanted: DemoRole, found: FoundRole, owner: string): DemoState | null {
  if (found.exists && (found.mighty || !found.comment?.startsWith(DEMO_MARK)))
    return {
      ready: false,
      why: found.mighty
        ? `The role “${wanted.role}” may do more than the demo company should: take its attributes away.`
        : `There is a role “${wanted.role}” that Tutti did not make, and the demo company needs one of that name. Rename or drop it.`,
      sql: found.mighty
        ? [
            `ALTER ROLE ${pg.escapeIdentifier(wanted.role)} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
          ]
        : [],
    };
  if (found.schemaExists && !found.schemaOwned)
    return {
      ready: false,
      why: `The schema “${wanted.schema}” belongs to somebody else than Tutti's role “${owner}”, which has to fill it.`,
      sql: [`ALTER SCHEMA ${pg.escapeIdentifier(wanted.schema)} OWNER TO ${pg.escapeIdentifier(owner)}`],
    };
  return null;
}
