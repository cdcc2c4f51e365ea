import { createHmac } from "node:crypto";
import type { Database } from "../../adapters/store/database.ts";

const KEY = "secret-check";

/** By which a database knows the secret, without having it. */
export const secretMark = (secret: string): string =>
  createHmac("sha256", secret).update("tutti secret check").digest("hex");

/**
 * Throws unless this process's master secret is the one that the database's secrets are sealed with; the first process
 * settles which that is. `renew`: the old one is lost, take this one from now on.
 */
export async function checkSecret(db: Database, secret: string, renew: boolean): Promise<void> {
  const value = secretMark(secret);
  const { value: stored } = await db.setting.upsert({
    where: { key: KEY },
    create: { key: KEY, value },
    update: renew ? { value } : {},
  });
  if (stored === value) return;
  throw new Error(
    "The secret of this process is not the one that the database's connections are sealed with. Every process on a database needs the same: set TUTTI_SECRET to the text of the file `secret` in the first server's data folder. If it is lost, start once with TUTTI_NEW_SECRET=1 and enter every connection's secret again.",
  );
}
