import { z } from "zod";
import { demoSystems } from "../../adapters/demo/demo-company.ts";
import { HttpSetup, ModelSetup, PostgresSetup, SmtpSetup } from "../../views/connection-setup.ts";

/**
 * A system of the demo company; nobody can make one by hand. It is a SQLite file beside the built-in database, and a schema of a
 * PostgreSQL: the kind is called after the first.
 */
export const PracticeConfig = z.strictObject({ kind: z.literal("sqlite"), system: z.enum(demoSystems) });

/** The stored configuration of a connection; its secret is stored separately, sealed. */
export const ConnectionConfig = z.discriminatedUnion("kind", [
  ModelSetup,
  PostgresSetup,
  SmtpSetup,
  HttpSetup,
  PracticeConfig,
]);
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;

/** Where a connection leads, in a few words. `engine` is Tutti's own database, which the demo company stands in or beside. */
export function connectionDetail(config: ConnectionConfig, engine: "pglite" | "postgres"): string {
  switch (config.kind) {
    case "model":
      return config.baseUrl.replace(/^https?:\/\//, "");
    case "postgres":
      return `${config.user}@${config.host}:${config.port}/${config.database}`;
    case "smtp":
      return `${config.host}:${config.port}`;
    case "http":
      return config.origin.replace(/^https?:\/\//, "");
    case "sqlite":
      return `${engine === "pglite" ? "SQLite" : "PostgreSQL"}, demo company`;
  }
}
