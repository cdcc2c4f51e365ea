import pg from "pg";
import { z } from "zod";
import { ToolProblem } from "../tool-problem.ts";

/**
 * Predefined roles with which a query does more than read tables: files and programs of the server, other people's sessions,
 * writes. `pg_read_all_data` reads the password hashes of all roles. Source: postgresql.org/docs/current/predefined-roles.html
 */
const MIGHTY = new Map([
  ["pg_read_server_files", "can read files of the server"],
  ["pg_write_server_files", "can write files of the server"],
  ["pg_execute_server_program", "can run programs on the server"],
  ["pg_read_all_data", "can read every table, the passwords' hashes among them"],
  ["pg_write_all_data", "can write to every table"],
  ["pg_signal_backend", "can end other people's sessions"],
  ["pg_maintain", "can change every table's indexes and views"],
  ["pg_create_subscription", "can make the server connect to others"],
]);

/** Functions that only a superuser may call until somebody grants them, and what they do past a read-only transaction. */
const MIGHTY_FUNCTIONS = [
  "pg_read_file",
  "pg_read_binary_file",
  "pg_ls_dir",
  "pg_file_write",
  "lo_import",
  "lo_export",
  "dblink_connect_u",
];

const Role = z.object({ name: z.string(), own: z.boolean(), attributes: z.array(z.string()) });
const Found = z.object({
  role: z.string(),
  database: z.string(),
  schema: z.string(),
  roles: z.array(Role),
  functions: z.array(z.string()),
});

const LOOK = `
select json_build_object(
  'role', session_user,
  'database', current_database(),
  'schema', coalesce(current_schema(), 'public'),
  'roles', (
    select coalesce(json_agg(json_build_object(
      'name', rolname,
      'own', rolname = session_user,
      'attributes', array_remove(array[
        case when rolsuper then 'superuser' end,
        case when rolreplication then 'replication' end,
        case when rolbypassrls then 'bypassrls' end], null))), '[]')
    from pg_catalog.pg_roles
    where pg_catalog.pg_has_role(session_user, oid, 'member')
      and (rolname = session_user or rolname = any($1) or rolsuper or rolreplication or rolbypassrls)),
  'functions', (
    select coalesce(json_agg(distinct proname), '[]')
    from pg_catalog.pg_proc
    where proname = any($2) and pg_catalog.has_function_privilege(session_user, oid, 'execute'))
) as found`;

/**
 * Refuses a role for which a read-only transaction is no wall: superusers and their kin, directly or as a member of such a
 * role, since `set_config('role', …)` is a query too. The message says what is wrong and how to make a role that fits.
 */
export async function refuseMightyRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ found: string }>(LOOK, [[...MIGHTY.keys()], MIGHTY_FUNCTIONS]);
  const { role, database, schema, roles, functions } = Found.parse(JSON.parse(rows[0]?.found ?? "null"));
  const reasons = [
    ...roles
      .filter(({ own }) => own)
      .flatMap(({ attributes }) => attributes.map((one) => `is ${words[one] ?? one}`)),
    // A superuser is a member of everything: what it is has been said.
    ...(roles.some(({ own, attributes }) => own && attributes.includes("superuser"))
      ? []
      : [
          ...roles.flatMap(({ name, own }) =>
            own ? [] : [`belongs to “${name}”, which ${MIGHTY.get(name) ?? "may do more than read"}`],
          ),
          ...functions.map((name) => `may call ${name}()`),
        ]),
  ];
  if (reasons.length === 0) return;
  throw new ToolProblem(
    "role-refused",
    `The role “${role}” of this connection ${reasons.slice(0, 4).join(", ")}. With it a statement could do more than read, even in a read-only transaction. Connect with a role that may only read: ${readingRole(database, schema)}`,
  );
}

const words: Readonly<Record<string, string>> = {
  superuser: "a superuser",
  replication: "allowed to replicate the server",
  bypassrls: "exempt from row security",
};

/** The statements that make a role for reading. */
function readingRole(database: string, schema: string): string {
  const [db, tables] = [database, schema].map((name) => pg.escapeIdentifier(name));
  return [
    "CREATE ROLE tutti_reader LOGIN PASSWORD '…';",
    `GRANT CONNECT ON DATABASE ${db} TO tutti_reader;`,
    `GRANT USAGE ON SCHEMA ${tables} TO tutti_reader;`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${tables} TO tutti_reader;`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${tables} GRANT SELECT ON TABLES TO tutti_reader;`,
  ].join(" ");
}
