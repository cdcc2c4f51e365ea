import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../../generated/prisma/client.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { isNoRoom } from "./no-room.ts";
import { listenOn, Notices } from "./notices.ts";
import { type OpenPglite, openPglite } from "./open-pglite.ts";

/**
 * The open, migrated database. With the built-in PGlite the pool has one connection: inside a transaction use only
 * that transaction's client, and never await anything slow.
 */
export type Store = {
  engine: "pglite" | "postgres";
  pool: pg.Pool;
  prisma: Database;
  notices: Notices;
  close(): Promise<void>;
};

type Place = { databaseUrl?: string | undefined; dataDir: string };

/** Opens PostgreSQL at `databaseUrl`, or otherwise PGlite in `dataDir`, and applies missing migrations. */
export async function openStore({ databaseUrl, dataDir }: Place): Promise<Store> {
  const notices = new Notices();
  const opened =
    databaseUrl === undefined ? await pglite(dataDir, notices) : await postgres(databaseUrl, notices);
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  opened.pool.on("error", (error) => console.warn(`A database connection was lost: ${error.message}`));
  const client = await opened.pool.connect();
  try {
    await migrate(client, join(/* turbopackIgnore: true */ process.cwd(), "prisma/migrations"));
  } catch (error) {
    client.release();
    await opened.close();
    throw error;
  }
  if (databaseUrl === undefined) {
    // This process is alone in the folder: earlier runners are gone, whatever their leases say.
    await client.query("UPDATE run_head SET due_at = now() WHERE status = 'running'");
    // PGlite has no process that would do it. 0.1 s, also at 200 MB.
    await client.query("VACUUM (ANALYZE)").catch((error) => {
      // Try again later: a full disk must not keep the server from saying that it is full.
      if (!isNoRoom(error)) throw error;
    });
  }
  client.release();
  const prisma = new PrismaClient({
    adapter: new PrismaPg(opened.pool),
    // On one connection transactions queue behind each other and behind the log.
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  });
  return {
    engine: databaseUrl === undefined ? "pglite" : "postgres",
    pool: opened.pool,
    prisma,
    notices,
    async close() {
      await prisma.$disconnect();
      await opened.close();
    },
  };
}

async function pglite(dataDir: string, notices: Notices) {
  const folder = resolve(/* turbopackIgnore: true */ dataDir, "pg");
  const opened: OpenPglite = await openPglite(folder, (client) =>
    notices.attach(client, (sql) => opened.pool.query(sql)),
  );
  return opened;
}

async function postgres(connectionString: string, notices: Notices) {
  const pool = new pg.Pool({ connectionString, max: 10, keepAlive: true });
  const stopListening = await listenOn(connectionString, notices).catch(async (error) => {
    await pool.end();
    throw error;
  });
  return {
    pool,
    async close() {
      await stopListening();
      await pool.end();
    },
  };
}
