import { rmSync } from "node:fs";
import pg from "pg";
import { type DemoSystem, demoFile, demoSystems } from "../../demo/demo-company.ts";
import type { DemoState, DemoStore } from "../../demo/demo-store.ts";
import { DEMO_MARK, type DemoRole, demoRoles, demoSchema, findRoles } from "./demo-roles.ts";
import { demoUrl } from "./demo-url.ts";
import { fillAnew, fillEmpty } from "./fill-demo.ts";
import { grantSchema, isGranted, schemaState } from "./fill-schema.ts";
import { describeSchema, latestSchemaChanges, readSchemaRows } from "./read-schema.ts";
import { setUpRoles } from "./set-up-roles.ts";

const { escapeIdentifier: name } = pg;

/** One process at a time sets up or empties the demo company of a database. */
const LOCK = 72707370;
/** Longest wait for statements of runs that use the tables, and for the database to let a role in. */
const LOCK_TIMEOUT = "20s";
const LOGIN_MS = 5_000;

type Place = {
  pool: pg.Pool;
  databaseUrl: string;
  /** The master secret, from which the roles' passwords follow. */
  secret: string;
  /** Where an older release kept the demo company as files; they are taken over. */
  dataDir: string;
};

const NOT_YET: DemoState = { ready: false, why: "It has not been set up yet.", sql: [] };

/**
 * The demo company in Tutti's own PostgreSQL: a schema for each system, and a role which may use that alone, so that every
 * process on the database reaches it from wherever it runs.
 */
export function demoSchemas({ pool, databaseUrl, secret, dataDir }: Place): DemoStore {
  const { database = "" } = new pg.Client({ connectionString: databaseUrl });
  const roles = demoRoles(database, secret);
  let state = NOT_YET;

  async function setUp(today: string): Promise<DemoState> {
    let moved: DemoSystem[] = [];
    const reached = await transaction(pool, async (client): Promise<DemoState> => {
      const trouble = await setUpRoles(client, roles, database);
      if (trouble !== null) return trouble;
      for (const system of demoSystems)
        if ((await schemaState(client, system)) === "foreign") return occupied(demoSchema(system));
      moved = await fillEmpty(client, { today, dataDir });
      for (const role of roles) if (!(await isGranted(client, role))) await grantSchema(client, role);
      return { ready: true };
    });
    for (const system of moved) rmSync(demoFile(dataDir, system), { force: true });
    return reached;
  }

  return {
    async ensure(today) {
      state = await setUp(today).catch(
        (error): DemoState => ({
          ready: false,
          why: `It could not be set up: ${error instanceof Error ? error.message : error}.`,
          sql: [],
        }),
      );
      return state;
    },
    state: () => state,
    async unreachable() {
      if (!(await isSetUp(pool, roles))) return null;
      for (const role of roles) {
        const said = await loginFault(demoUrl(databaseUrl, role));
        if (said !== null)
          return `the database does not let the role “${role.role}” in from there (${said}). Look at its pg_hba.conf, or at the pooler in front of it.`;
      }
      return null;
    },
    address: (system) => ({ kind: "demo", url: demoUrl(databaseUrl, roleOf(roles, system)) }),
    tables: (system) => describeSchema(pool, system),
    rows: (system, page) => readSchemaRows(pool, system, page),
    changes: (limit) => latestSchemaChanges(pool, limit),
    reset: (today) =>
      transaction(pool, async (client) => {
        await fillAnew(client, today);
        for (const role of roles) await grantSchema(client, role);
      }),
    async remove() {
      await transaction(pool, (client) => removeAll(client, roles, database));
      state = NOT_YET;
    },
  };
}

async function isSetUp(pool: pg.Pool, roles: DemoRole[]): Promise<boolean> {
  const client = await pool.connect();
  try {
    if (!(await findRoles(client, roles)).every(({ exists }) => exists)) return false;
    for (const system of demoSystems) if ((await schemaState(client, system)) !== "filled") return false;
    return true;
  } finally {
    client.release();
  }
}

/** What the database says when a role comes; null when it lets it in. */
async function loginFault(connectionString: string): Promise<string | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: LOGIN_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The roles go as well, where this process's role may drop them. */
async function removeAll(client: pg.ClientBase, roles: DemoRole[], database: string): Promise<void> {
  for (const { exists, comment, role, schemaOwned } of await findRoles(client, roles)) {
    const schema = roles.find((one) => one.role === role)?.schema;
    if (schemaOwned && schema !== undefined) await client.query(`drop schema ${name(schema)} cascade`);
    if (!exists || !comment?.startsWith(DEMO_MARK)) continue;
    await client.query("savepoint role");
    await client
      .query(`revoke all on database ${name(database)} from ${name(role)}; drop role ${name(role)}`)
      .catch(() => client.query("rollback to savepoint role"));
  }
}

function occupied(schema: string): DemoState {
  const why = `The schema “${schema}” has tables that are not the demo company's. Rename or empty it.`;
  return { ready: false, why, sql: [] };
}

function roleOf(roles: DemoRole[], system: DemoSystem): DemoRole {
  const role = roles.find((one) => one.system === system);
  if (!role) throw new Error(`expected a role for each demo system, found none for ${system}`);
  return role;
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let done = false;
  try {
    await client.query("begin");
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'; select pg_advisory_xact_lock(${LOCK})`);
    const result = await work(client);
    await client.query("commit");
    done = true;
    return result;
  } finally {
    // A session that broke off in the middle is not used again.
    client.release(!done);
  }
}
