import type { Database } from "../../adapters/store/database.ts";
import { Gate } from "../runners/gate.ts";

type Watch = {
  userId: string;
  everyMs: number;
  check: () => Promise<boolean>;
  /** Called when the check failed, or could not be made. */
  onLost: () => void;
};

// One for the whole process, because signing out and following are in two bundles.
const shared = globalThis as { tuttiAuthority?: Map<string, Set<() => void>> };
shared.tuttiAuthority ??= new Map();
const askAgain = shared.tuttiAuthority;

/** Checks at once: after a sign-out every stream does. */
const checks = new Gate(4);

/**
 * Calls `check` every `everyMs` until it fails. The first call comes at a random moment within that time, so that
 * streams which began together do not check together. Returns a function that stops it.
 */
export function watchAuthority({ userId, everyMs, check, onLost }: Watch): () => void {
  let timer: NodeJS.Timeout | undefined;
  let left = false;
  const ask = async () => {
    clearTimeout(timer);
    const allowed = await checks.pass(async () => left || (await check())).catch(() => false);
    if (left) return;
    if (allowed) timer = setTimeout(ask, everyMs);
    else onLost();
  };
  timer = setTimeout(ask, Math.random() * everyMs);
  const own = askAgain.get(userId) ?? new Set();
  askAgain.set(userId, own.add(ask));
  return () => {
    left = true;
    clearTimeout(timer);
    own.delete(ask);
    if (own.size === 0 && askAgain.get(userId) === own) askAgain.delete(userId);
  };
}

/** The channel on which processes announce whose access has changed: signed out, another role, no member any more. */
export const ACCESS_CHANNEL = "tutti_access";

/** The user's access has changed: each of their streams in this process checks again now. */
export function recheckAuthority(userId: string): void {
  for (const ask of askAgain.get(userId) ?? []) ask();
}

/**
 * Tells every process of this database, including this one, that the user's access has changed. Only a hint: streams also
 * check by themselves.
 */
export async function tellAccess(db: Database, userId: string): Promise<void> {
  await db.$queryRaw`SELECT pg_notify(${ACCESS_CHANNEL}, ${userId})::text`;
}
