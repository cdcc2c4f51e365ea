import { resolve } from "node:path";
import type { Database } from "../adapters/store/database.ts";
import { openStore, type Store } from "../adapters/store/open-store.ts";
import { type Env, env } from "../env.ts";
import { type Auth, createAuth } from "./auth.ts";
import { dataSecret } from "./data-secret.ts";

/** Everything that use cases reach beyond their arguments: one per process. */
export type Server = {
  store: Store;
  db: Database;
  auth: Auth;
  /** Absolute path of the data folder. */
  dataDir: string;
  /** Master secret that connections' secrets are sealed with. */
  secret: string;
  close(): Promise<void>;
};

/** What a server is opened on. */
export type Place = Pick<Env, "dataDir" | "databaseUrl" | "publicUrl" | "secret">;

// One for the process, whatever bundle asks and however often development reloads this module.
const shared = globalThis as { tuttiServer?: Promise<Server> | undefined };

/** The process's server, opened on first use; after a failure the next call tries again. */
export function server(): Promise<Server> {
  const given = env();
  if (given.building)
    throw new Error("`next build` must not open the database: a page has to await connection() first.");
  return shared.tuttiServer ?? openServer(given);
}

/** Opens the database in `place` and makes the result what `server()` gives, until it is closed. */
export function openServer(place: Place): Promise<Server> {
  const opening = open(place).catch((error) => {
    shared.tuttiServer = undefined;
    throw error;
  });
  shared.tuttiServer = opening;
  return opening;
}

async function open(place: Place): Promise<Server> {
  const dataDir = resolve(/* turbopackIgnore: true */ place.dataDir);
  const secret = dataSecret(dataDir, place.secret);
  const store = await openStore({ databaseUrl: place.databaseUrl, dataDir });
  const db = store.prisma;
  return {
    store,
    db,
    auth: createAuth({ db, secret, dataDir, publicUrl: place.publicUrl }),
    dataDir,
    secret,
    async close() {
      shared.tuttiServer = undefined;
      await store.close();
    },
  };
}
