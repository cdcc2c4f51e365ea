import type { Transaction } from "../transaction.ts";

/** The channel on which processes announce that a workflow was edited. */
export const EDITS_CHANNEL = "tutti_edits";

// One for the whole process, because saving and following are in two bundles.
const shared = globalThis as { tuttiEdited?: Map<string, Set<() => void>> };
shared.tuttiEdited ??= new Map();
const listening = shared.tuttiEdited;

/**
 * Tells every process of this database, including this one, once the transaction is stored. Only a hint: followers
 * also poll.
 */
export async function tellEdited(tx: Transaction, workflowId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_notify(${EDITS_CHANNEL}, ${workflowId})::text`;
}

/** The workflow was edited somewhere: wakes its followers in this process. */
export function wakeFollowers(workflowId: string): void {
  for (const wake of listening.get(workflowId) ?? []) wake();
}

/** Calls back when the workflow was edited; returns a function that stops it. */
export function onEdited(workflowId: string, wake: () => void): () => void {
  const own = listening.get(workflowId) ?? new Set();
  listening.set(workflowId, own.add(wake));
  return () => {
    own.delete(wake);
    if (own.size === 0 && listening.get(workflowId) === own) listening.delete(workflowId);
  };
}
