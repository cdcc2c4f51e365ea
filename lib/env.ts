import { z } from "zod";

const optional = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));
const flag = optional.transform((value) => value === "1");

const Variables = z.object({
  DATA_DIR: optional,
  DATABASE_URL: optional,
  HOST: optional,
  PORT: optional.pipe(z.coerce.number<string | undefined>().int().min(1).max(65_535).optional()),
  TUTTI_URL: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  TUTTI_SECRET: optional.pipe(z.string().min(32).optional()),
  TUTTI_ALLOW_HTTP: flag,
  TUTTI_ALLOW_ADDRESSES: optional,
  TUTTI_RUNNER: optional.pipe(z.enum(["on", "off"]).optional()),
  TUTTI_SLOTS: optional.pipe(z.coerce.number<string | undefined>().int().min(1).max(1000).optional()),
  TUTTI_HEALTH_PORT: optional.pipe(z.coerce.number<string | undefined>().int().min(1).max(65_535).optional()),
  TUTTI_NEW_SECRET: flag,
  NODE_ENV: optional,
  NEXT_PHASE: optional,
});

/** What the process was started with. */
export type Env = {
  /** Folder of everything that Tutti keeps: database, secret, demo company. Development has its own. */
  dataDir: string;
  /** A PostgreSQL to use instead of the database in the data folder. */
  databaseUrl: string | undefined;
  host: string;
  port: number;
  /** Where people reach Tutti when that is not this machine: `https://tutti.example.com`. */
  publicUrl: string | undefined;
  /** Master secret instead of the data folder's own. */
  secret: string | undefined;
  /** Listening beyond this machine without https was asked for. */
  allowHttp: boolean;
  /** Addresses and ranges beside the public internet that tools may reach: `10.1.0.0/16`. */
  allowAddresses: string[];
  /** The server only serves: runs are driven by `npm run runner` elsewhere. */
  withoutRunner: boolean;
  /** Runs that this process drives at once. */
  slots: number;
  /** Where a runner answers whether it is well; it listens nowhere when there is none. */
  healthPort: number | undefined;
  /** The old master secret is lost: take the one there is, and let every connection's secret be entered again. */
  newSecret: boolean;
  /** `next dev`, with what it needs of looser rules. */
  development: boolean;
  /** `next build` is running: nothing may open the database. */
  building: boolean;
};

let read: Env | undefined;

/** The process's environment, read and checked on first use. */
export function env(): Env {
  read ??= parseEnv(process.env);
  return read;
}

/** Reads and checks an environment; throws naming each variable that is wrong. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const parsed = Variables.safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not as expected. ${wrong.join("; ")}`);
  }
  const { data } = parsed;
  const development = data.NODE_ENV === "development";
  return {
    dataDir: data.DATA_DIR ?? (development ? ".data/dev" : ".data"),
    databaseUrl: data.DATABASE_URL,
    host: data.HOST ?? "127.0.0.1",
    port: data.PORT ?? 3000,
    publicUrl: data.TUTTI_URL,
    secret: data.TUTTI_SECRET,
    allowHttp: data.TUTTI_ALLOW_HTTP,
    allowAddresses: data.TUTTI_ALLOW_ADDRESSES?.split(/[\s,]+/).filter((range) => range !== "") ?? [],
    withoutRunner: data.TUTTI_RUNNER === "off",
    slots: data.TUTTI_SLOTS ?? 50,
    healthPort: data.TUTTI_HEALTH_PORT,
    newSecret: data.TUTTI_NEW_SECRET,
    development,
    building: data.NEXT_PHASE === "phase-production-build",
  };
}
