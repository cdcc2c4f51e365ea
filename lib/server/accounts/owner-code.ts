import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Database } from "../../adapters/store/database.ts";

const IDENTIFIER = "owner-code";
const FOREVER = new Date("9999-12-31T00:00:00Z");

/** Makes a new one-time code for the first owner, voiding any before; only its hash is stored. */
export async function issueOwnerCode(db: Database): Promise<string> {
  const code = randomBytes(24).toString("base64url");
  const issued = { value: hashOf(code), expiresAt: FOREVER };
  // In one statement, as several servers may start at once: the last one's code is the one that works.
  await db.verification.upsert({
    where: { id: IDENTIFIER },
    create: { id: IDENTIFIER, identifier: IDENTIFIER, ...issued },
    update: issued,
  });
  return code;
}

/** True when the code is the one that was printed and has not been used; compared in constant time. */
export async function isOwnerCode(db: Database, code: string): Promise<boolean> {
  const row = await db.verification.findUnique({ where: { id: IDENTIFIER } });
  return row !== null && timingSafeEqual(Buffer.from(row.value), Buffer.from(hashOf(code)));
}

/** Uses the code up: true for exactly one caller, however many try at once. */
export async function consumeOwnerCode(db: Database, code: string): Promise<boolean> {
  if (!(await isOwnerCode(db, code))) return false;
  const used = await db.verification.deleteMany({ where: { id: IDENTIFIER, value: hashOf(code) } });
  return used.count === 1;
}

/** Makes a code usable again whose owner could not be made after all. */
export async function restoreOwnerCode(db: Database, code: string): Promise<void> {
  await db.verification.create({
    data: { id: IDENTIFIER, identifier: IDENTIFIER, value: hashOf(code), expiresAt: FOREVER },
  });
}

const hashOf = (code: string) => createHash("sha256").update(code).digest("hex");
