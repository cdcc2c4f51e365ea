import { createHash, createHmac } from "node:crypto";
import pg from "pg";
import { type DemoSystem, demoSystems } from "../../demo/demo-company.ts";
import { scramVerifier } from "./scram-verifier.ts";

const { escapeIdentifier: name, escapeLiteral: text } = pg;

/** The schema of a demo system. */
export const demoSchema = (system: DemoSystem): string => `tutti_demo_${system}`;

/** By this comment on a role or a schema Tutti knows those that are its own. */
export const DEMO_MARK = "Demo company of Tutti";

/** The role that tools reach one demo system under: it may use that system's schema and nothing else. */
export type DemoRole = {
  system: DemoSystem;
  schema: string;
  role: string;
  password: string;
  /** The comment on the role, which also tells whether its password is this one. */
  comment: string;
};

/**
 * The roles of the demo company. Roles belong to all databases of a server, so their names begin with the database's. The
 * passwords follow from the master secret, which every process on the database has, and are stored nowhere.
 */
export function demoRoles(database: string, secret: string): DemoRole[] {
  // A name has at most 63 bytes.
  const base =
    Buffer.byteLength(database) <= 48
      ? database
      : `tutti_${createHash("sha256").update(database).digest("hex").slice(0, 16)}`;
  return demoSystems.map((system) => {
    const role = `${base}_demo_${system}`;
    const password = createHmac("sha256", secret).update(`demo company ${role}`).digest("base64url");
    const key = createHash("sha256").update(password).digest("hex").slice(0, 12);
    return { system, schema: demoSchema(system), role, password, comment: `${DEMO_MARK}, key ${key}` };
  });
}

/** What there is of a role and its schema in the database. */
export type FoundRole = {
  role: string;
  /** Null: there is no such role. */
  comment: string | null;
  exists: boolean;
  /** It may do more than a demo role should. */
  mighty: boolean;
  connects: boolean;
  searches: boolean;
  schemaExists: boolean;
  schemaOwned: boolean;
};

/** Looks the roles and their schemas up. */
export async function findRoles(client: pg.ClientBase, roles: DemoRole[]): Promise<FoundRole[]> {
  const { rows } = await client.query<FoundRole>(
    `select wanted.role, pg_roles.oid is not null as exists, shobj_description(pg_roles.oid, 'pg_authid') as comment,
       coalesce(rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls, false) as mighty,
       coalesce(has_database_privilege(pg_roles.oid, current_database(), 'CONNECT'),
         has_database_privilege('public', current_database(), 'CONNECT')) as connects,
       coalesce('search_path=' || wanted.schema = any (setconfig), false) as searches,
       pg_namespace.oid is not null as "schemaExists",
       coalesce(pg_has_role(nspowner, 'USAGE'), false) as "schemaOwned"
     from unnest($1::text[], $2::text[]) as wanted(role, schema)
     left join pg_roles on rolname = wanted.role
     left join pg_db_role_setting on setrole = pg_roles.oid
       and setdatabase = (select oid from pg_database where datname = current_database())
     left join pg_namespace on nspname = wanted.schema`,
    [roles.map(({ role }) => role), roles.map(({ schema }) => schema)],
  );
  return rows;
}

/** The statements that bring one role and its schema from what was found to what is wanted. */
export function missingSql(
  wanted: DemoRole,
  found: FoundRole,
  { database, owner }: { database: string; owner: string },
): string[] {
  const role = name(wanted.role);
  const password = () => text(scramVerifier(wanted.password));
  const made = found.exists
    ? found.comment === wanted.comment
      ? []
      : [`ALTER ROLE ${role} PASSWORD ${password()}`]
    : [
        `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION PASSWORD ${password()}`,
      ];
  return [
    ...made,
    ...(made.length > 0 ? [`COMMENT ON ROLE ${role} IS ${text(wanted.comment)}`] : []),
    ...(found.connects ? [] : [`GRANT CONNECT ON DATABASE ${name(database)} TO ${role}`]),
    ...(found.searches
      ? []
      : [`ALTER ROLE ${role} IN DATABASE ${name(database)} SET search_path = ${name(wanted.schema)}`]),
    ...(found.schemaExists ? [] : [`CREATE SCHEMA ${name(wanted.schema)} AUTHORIZATION ${name(owner)}`]),
  ];
}
