import { Fenced, type Lease, type Ports } from "./ports.ts";

/**
 * Renews a lease every third of its length until `stopped`. Calls `messages` when messages wait for the run, and
 * `lost` when another runner has taken it. If the database does not answer, it tries again: meanwhile nobody else
 * can take the run either.
 */
export async function keepLease(
  { clock, log }: Pick<Ports, "clock" | "log">,
  { lease, leaseMs, stopped }: { lease: Lease; leaseMs: number; stopped: AbortSignal },
  tell: { messages: () => void; lost: (fenced: Fenced) => void },
): Promise<void> {
  while (!stopped.aborted) {
    await clock.wait(leaseMs / 3, stopped);
    if (stopped.aborted) return;
    try {
      if (await log.renew(lease, leaseMs)) tell.messages();
    } catch (error) {
      if (!(error instanceof Fenced)) continue;
      tell.lost(error);
      return;
    }
  }
}
