import { z } from "zod";
import { demoSystems } from "../../adapters/demo/demo-company.ts";
import { HttpSetup, ModelSetup, PostgresSetup, SmtpSetup } from "../../views/connection-setup.ts";

/** A system of the demo company; people can't create one. */
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

/** Where a connection leads, in a few words. */
export function connectionDetail(config: ConnectionConfig): string {
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
      return "SQLite, demo company";
  }
}
