import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import type { ModelConnection } from "../../adapters/models/models.ts";
import type { Database } from "../../adapters/store/database.ts";
import type { ToolConnection } from "../../adapters/tools/connection.ts";
import { DEFAULT_MAIL_LIMITS } from "../../graph/mail-limits.ts";
import type { ConnectionConfig } from "./connection-config.ts";
import { knownQuirks } from "./connection-quirks.ts";
import { openSecret } from "./secret-box.ts";
import { readConfig } from "./stored-config.ts";

/** Where connections, what opens their secrets, and the demo company are. */
type Keys = { db: Database; secret: string; demo: Pick<DemoStore, "address"> };

/** Finds a model connection of the workspace (null: the default one) and opens its key for one call. */
export async function openModelConnection(
  keys: Keys,
  workspaceId: string,
  connectionId: string | null,
): Promise<ModelConnection | null> {
  const which = connectionId === null ? { isDefault: true } : { id: connectionId };
  const row = await keys.db.connection.findFirst({
    where: { workspaceId, kind: "model", ...which },
    include: { quirks: true },
  });
  if (row === null) return null;
  const config = readConfig(row.config);
  if (config.kind !== "model") return null;
  const { baseUrl } = config;
  return { id: row.id, baseUrl, secret: secretOf(keys, row), quirks: knownQuirks(row.quirks) };
}

/** Finds a connection of the workspace for a tool and opens its secret for one call. */
export async function openToolConnection(
  keys: Keys,
  workspaceId: string,
  connectionId: string,
): Promise<ToolConnection | null> {
  const row = await keys.db.connection.findFirst({ where: { workspaceId, id: connectionId } });
  if (row === null) return null;
  const { id, name, practice, offline } = row;
  const stored = { id, name, practice, offline };
  const config = readConfig(row.config);
  const secret = secretOf(keys, row);
  switch (config.kind) {
    case "model":
    case "unreadable":
      return null;
    case "sqlite":
      return { ...stored, ...keys.demo.address(config.system) };
    case "postgres":
      return { ...stored, kind: "postgres", url: postgresUrl(config, secret) };
    case "smtp": {
      const { host, port, tls, user, from, allowedRecipients, maxPerHour, maxPerRun } = config;
      const login = { user: user === "" ? null : user, password: secret };
      const { perHour, perRun } = DEFAULT_MAIL_LIMITS;
      const limits = { perHour: maxPerHour ?? perHour, perRun: maxPerRun ?? perRun };
      return { ...stored, kind: "smtp", host, port, tls, ...login, from, allowedRecipients, limits };
    }
    case "http": {
      const header =
        secret === null || config.headerName === "" ? null : { name: config.headerName, value: secret };
      return { ...stored, kind: "http", origin: config.origin, secretHeader: header };
    }
  }
}

/** The URL of a PostgreSQL connection, including the password: it must not leave the call. */
export function postgresUrl(
  config: Extract<ConnectionConfig, { kind: "postgres" }>,
  password: string | null,
): string {
  const url = new URL(`postgres://${config.host}:${config.port}`);
  url.username = encodeURIComponent(config.user);
  if (password !== null) url.password = encodeURIComponent(password);
  url.pathname = encodeURIComponent(config.database);
  url.searchParams.set("sslmode", config.sslmode);
  return url.toString();
}

function secretOf(
  keys: Keys,
  row: { id: string; workspaceId: string; secret: Uint8Array | null },
): string | null {
  if (row.secret === null) return null;
  return openSecret(
    keys.secret,
    { workspaceId: row.workspaceId, record: row.id, field: "secret" },
    row.secret,
  );
}
