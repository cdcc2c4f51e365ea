import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { onPostgres } from "../../../../scripts/on-postgres.ts";
import { demoConformance } from "../../conformance/demo.ts";
import { demoFile, ensureDemo } from "../../demo/demo-company.ts";
import { openStore, type Store } from "../open-store.ts";
import { demoSchemas } from "./demo-schemas.ts";

const SECRET = "the master secret of this test, long enough";
const DAY = "2026-11-20";
const dataDir = mkdtempSync(join(tmpdir(), "tutti-schemas-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

onPostgres("the demo company", (server) => {
  const stores: Store[] = [];
  const pools: pg.Pool[] = [];
  afterAll(async () => {
    for (const pool of pools) await pool.end();
    for (const store of stores) await store.close();
  });
  let count = 0;

  /** A new database with Tutti's tables, owned by a role that is no superuser and may do what `rights` say. */
  async function database(rights: string): Promise<{ url: string; name: string; admin: pg.Pool }> {
    const name = `shop${++count}`;
    const url = await server().createDatabase(name);
    const admin = new pg.Pool({ connectionString: url, max: 2 });
    pools.push(admin);
    await admin.query(
      `create role ${name}_app login ${rights} password 'x'; alter database ${name} owner to ${name}_app`,
    );
    const own = url.replace("tutti@", `${name}_app:x@`);
    stores.push(await openStore({ databaseUrl: own, dataDir }));
    return { url: own, name, admin };
  }
  const demoOf = (url: string, secret = SECRET) => {
    const pool = new pg.Pool({ connectionString: url, max: 3 });
    pools.push(pool);
    return demoSchemas({ pool, databaseUrl: url, secret, dataDir });
  };

  describe("under a role with CREATEROLE", () => {
    demoConformance(async () => demoOf((await database("createrole")).url));
  });

  test("its roles see nothing of Tutti's tables and have no power of their own", async () => {
    const { url, name, admin } = await database("createrole");
    await admin.query(`revoke all on database ${name} from public`);
    const demo = demoOf(url);
    await demo.ensure(DAY);
    expect(await demo.unreachable()).toBeNull();
    const { rows } = await admin.query(
      `select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as mighty,
         (select count(*)::int from pg_class where relkind in ('r', 'v') and relnamespace = 'public'::regnamespace
            and has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE')) as own,
         (select count(*)::int from pg_class where relkind = 'r' and relnamespace::regnamespace::text like 'tutti\\_demo%'
            and relnamespace::regnamespace::text <> 'tutti_demo_' || right(rolname, 3)
            and has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT')) as others
       from pg_roles where rolname like '${name}\\_demo%' order by 1`,
    );
    expect(rows).toEqual(
      ["erp", "tms", "wms"].map((system) => ({
        rolname: `${name}_demo_${system}`,
        mighty: false,
        own: 0,
        others: 0,
      })),
    );
  });

  test("a role without CREATEROLE is told the SQL, which makes it work when somebody else has run it", async () => {
    const { url, name, admin } = await database("nocreaterole");
    const demo = demoOf(url);
    const state = await demo.ensure(DAY);
    expect(state).toMatchObject({
      ready: false,
      why: expect.stringContaining(`“${name}_app” may not set up`),
    });
    expect(await demo.unreachable()).toBeNull();
    const sql = state.ready ? [] : state.sql;
    expect(sql.join("\n")).toMatch(/CREATE ROLE "shop\d+_demo_erp" LOGIN .* PASSWORD 'SCRAM-SHA-256\$4096:/);
    await admin.query(sql.join(";\n"));
    expect(await demo.ensure(DAY)).toEqual({ ready: true });
    expect(await demo.unreachable()).toBeNull();
    expect((await demo.tables("erp")).map(({ rowCount }) => rowCount)).toContain(900);
  });

  test("another secret brings new passwords; another process with it needs nothing more", async () => {
    const { url, admin, name } = await database("createrole");
    const kept = async () =>
      (await admin.query(`select rolpassword from pg_authid where rolname = '${name}_demo_erp'`)).rows[0]
        ?.rolpassword;
    await demoOf(url).ensure(DAY);
    const first = await kept();
    await demoOf(url).ensure(DAY);
    expect(await kept()).toBe(first);
    await demoOf(url, `${SECRET}, another`).ensure(DAY);
    expect(await kept()).not.toBe(first);
  });

  test("roles and schemas that Tutti did not make are left alone", async () => {
    const { url, admin, name } = await database("createrole");
    await admin.query(`create role ${name}_demo_wms login password 'theirs'`);
    expect(await demoOf(url).ensure(DAY)).toMatchObject({
      ready: false,
      why: expect.stringContaining(`There is a role “${name}_demo_wms” that Tutti did not make`),
    });
    await admin.query(`drop role ${name}_demo_wms; create schema tutti_demo_tms authorization ${name}_app`);
    await admin.query("create table tutti_demo_tms.theirs (kept int)");
    expect(await demoOf(url).ensure(DAY)).toMatchObject({
      ready: false,
      why: expect.stringContaining("The schema “tutti_demo_tms” has tables that are not the demo company's"),
    });
    await admin.query("select kept from tutti_demo_tms.theirs");
  });

  test("processes that start at once set it up once", async () => {
    const { url } = await database("createrole");
    const states = await Promise.all([1, 2, 3].map(() => demoOf(url).ensure(DAY)));
    expect(states).toEqual([{ ready: true }, { ready: true }, { ready: true }]);
  });

  test("what an older release kept in files is taken over, with the keys of what was written", async () => {
    const { url } = await database("createrole");
    ensureDemo(dataDir, DAY);
    const erp = new DatabaseSync(demoFile(dataDir, "erp"));
    erp.exec(`update orders set status = 'on hold' where id = 'SO-10412';
      insert into tutti_effect values ('k', 'run-1', '[]', 'Update', '2026-11-20T10:00:00.000Z', '{}',
        '[{"table":"orders","before":{"id":"SO-10412","status":"shipped"},"after":{"id":"SO-10412","status":"on hold"}}]')`);
    erp.close();
    const demo = demoOf(url);
    expect(await demo.ensure("2027-01-01")).toEqual({ ready: true });
    expect(await demo.changes(10)).toMatchObject([{ runId: "run-1", rowId: "SO-10412", kind: "changed" }]);
    expect(existsSync(demoFile(dataDir, "erp"))).toBe(false);
  });
});
