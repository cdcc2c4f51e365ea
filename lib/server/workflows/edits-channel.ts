import type { Transaction } from "../transaction.ts";

/** The channel on which a process says which workflow was edited there. */
export const EDITS_CHANNEL = "tutti_edits";

// One for the process, whatever bundle asks: saving and following are in two.
const shared = globalThis as { tuttiEdited?: Map<string, Set<() => void>> };
shared.tuttiEdited ??= new Map();
const listening = shared.tuttiEdited;

/** Tells every process of this database, this one too, once the transaction is stored. A hint: who follows looks by itself besides. */
export async function tellEdited(tx: Transaction, workflowId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_notify(${EDITS_CHANNEL}, ${workflowId})::text`;
}

/** The workflow was edited somewhere: wakes those who follow it in this process. */
export function wakeFollowers(workflowId: string): void {
  for (const wake of listening.get(workflowId) ?? []) wake();
}

/** Calls back when the workflow was edited; gives the way to stop. */
export function onEdited(workflowId: string, wake: () => void): () => void {
  const own = listening.get(workflowId) ?? new Set();
  listening.set(workflowId, own.add(wake));
  return () => {
    own.delete(wake);
    if (own.size === 0 && listening.get(workflowId) === own) listening.delete(workflowId);
  };
}
