import pg from "pg";

/** Settings of a database's address that say who comes, or where to: those are the role's own. */
const OWN = ["host", "port", "user", "password", "options", "application_name", "sslcert", "sslkey"];

/** The address of Tutti's own database for another role. The password in it makes it a secret. */
export function demoUrl(databaseUrl: string, { role, password }: { role: string; password: string }): string {
  const { host, port, database = "" } = new pg.Client({ connectionString: databaseUrl });
  // An IPv6 address keeps its colons, in brackets; the folder of a Unix socket is encoded.
  const place = host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : encodeURIComponent(host);
  const query = new URLSearchParams(databaseUrl.split("?").slice(1).join("?"));
  for (const setting of OWN) query.delete(setting);
  const rest = query.size === 0 ? "" : `?${query}`;
  const who = `${encodeURIComponent(role)}:${encodeURIComponent(password)}`;
  return `postgresql://${who}@${place}:${port}/${encodeURIComponent(database)}${rest}`;
}
