import type { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { DATA_VERSION, type DemoSystem, demoTables } from "../../demo/demo-company.ts";
import { DEMO_MARK, type DemoRole, demoSchema } from "./demo-roles.ts";

const { escapeIdentifier: name, escapeLiteral: text } = pg;

/** The table in which triggers keep the rows that a write changes, until its effect is stored; not one of the system's. */
export const CAPTURE = "tutti_capture";

/** The comment on a schema that is filled with this release's tables. */
const FILLED = `${DEMO_MARK}, data ${DATA_VERSION}`;

/** `filled`: it has this release's tables; `foreign`: it has others, which are not the demo company's. */
export type SchemaState = "filled" | "foreign" | "to fill";

/** What there is in the schema of a system; one that is missing is to be filled too. */
export async function schemaState(client: pg.ClientBase, system: DemoSystem): Promise<SchemaState> {
  const { rows } = await client.query<{ comment: string | null; used: boolean }>(
    `select obj_description(oid, 'pg_namespace') as comment,
       exists (select from pg_class where relnamespace = pg_namespace.oid) as used
     from pg_namespace where nspname = $1`,
    [demoSchema(system)],
  );
  const [schema] = rows;
  if (schema?.comment === FILLED) return "filled";
  return schema?.used && !schema.comment?.startsWith(DEMO_MARK) ? "foreign" : "to fill";
}

/**
 * Fills the schema of a system, inside the client's transaction, with what a SQLite database with the same tables holds;
 * what was there before is gone. The schema has to exist and be Tutti's own.
 */
export async function fillSchema(
  client: pg.ClientBase,
  system: DemoSystem,
  source: DatabaseSync,
): Promise<void> {
  const schema = demoSchema(system);
  await emptySchema(client, schema);
  await client.query(`set local search_path = ${name(schema)}`);
  await client.query(demoTables(system, "postgres"));
  const tables = source
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by rowid",
    )
    .all()
    .map((row) => String(row.name));
  for (const table of tables) {
    const columns = source
      .prepare("select name from pragma_table_xinfo(?) where hidden = 0 order by cid")
      .all(table)
      .map((row) => name(String(row.name)))
      .join(", ");
    const rows = source.prepare(`select ${columns} from ${name(table)} order by rowid`).all();
    await client.query(
      `insert into ${name(table)} (${columns})
       select ${columns} from json_populate_recordset(null::${name(table)}, $1::json)`,
      [JSON.stringify(rows)],
    );
  }
  await goOnCounting(client, schema);
  await client.query(keeping);
  // Triggers go by their names: a change is kept before those that another trigger makes of it.
  for (const table of tables)
    if (table !== "tutti_effect")
      await client.query(
        `create trigger _tutti_keep after insert or update or delete on ${name(table)} for each row execute function tutti_keep()`,
      );
  await client.query(`comment on schema ${name(schema)} is ${text(FILLED)}`);
  await client.query("set local search_path to default");
}

/** Lets a role use its system's tables, and nothing else. */
export async function grantSchema(client: pg.ClientBase, { schema, role }: DemoRole): Promise<void> {
  const [inside, to] = [name(schema), name(role)];
  await client.query(
    `grant usage on schema ${inside} to ${to};
     grant select, insert, update, delete on all tables in schema ${inside} to ${to};
     revoke delete on ${inside}.tutti_effect from ${to};
     revoke insert, update on ${inside}.${CAPTURE} from ${to}`,
  );
}

/** Whether a role may use its system's tables. */
export async function isGranted(client: pg.ClientBase, { schema, role }: DemoRole): Promise<boolean> {
  const { rows } = await client.query<{ granted: boolean }>(
    "select has_schema_privilege($1, $2, 'USAGE') and has_table_privilege($1, $3, 'DELETE') as granted",
    [role, schema, `${name(schema)}.${CAPTURE}`],
  );
  return rows[0]?.granted === true;
}

// The triggers run as their owner, so that a statement of the demo role can't write there itself.
const keeping = `
create table ${CAPTURE} (
  n bigint generated always as identity, transaction bigint not null default txid_current(), depth integer not null,
  tbl text not null, before json, after json
);
create function tutti_keep() returns trigger language plpgsql security definer set search_path from current as $keep$
begin
  insert into ${CAPTURE} (depth, tbl, before, after) values (pg_trigger_depth(), tg_table_name,
    case when tg_op <> 'INSERT' then to_json(old) end, case when tg_op <> 'DELETE' then to_json(new) end);
  return null;
end $keep$`;

async function emptySchema(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(
    `select format('drop table %I.%I cascade', schemaname, tablename) as drop from pg_tables where schemaname = $1
     union all
     select format('drop function %s cascade', oid::regprocedure) from pg_proc where pronamespace = to_regnamespace($1)`,
    [schema],
  );
  for (const { drop } of rows) await client.query(drop);
}

/** Keys that count by themselves go on after the last. */
async function goOnCounting(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = $1 and is_identity = 'YES'`,
    [schema],
  );
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence(${text(name(table))}, ${text(column)}), coalesce(max(${name(column)}), 0) + 1, false)
       from ${name(table)}`,
    );
}
