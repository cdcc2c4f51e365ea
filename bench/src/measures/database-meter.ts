import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { processorMs } from "./processor-time.ts";

/** Reads what the measured PostgreSQL has used so far. */
export type DatabaseMeter = {
  /** Bytes of write-ahead log. */
  walBytes(): Promise<number>;
  /** Processor time of all its processes, ms. */
  processorMs(): number;
  close(): Promise<void>;
};

/** A meter on the server behind `databaseUrl`, which must run on this machine; by a connection of its own. */
export async function databaseMeter(databaseUrl: string): Promise<DatabaseMeter> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  const postmaster = Number(
    readFileSync(join(rows[0]?.data_directory ?? "", "postmaster.pid"), "utf8").split("\n")[0],
  );
  return {
    async walBytes() {
      const answer = await client.query<{ bytes: string }>(
        "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes",
      );
      return Number(answer.rows[0]?.bytes);
    },
    processorMs: () => processorMs(postmaster),
    close: () => client.end(),
  };
}
