import { Fenced, type Lease, type Ports } from "./ports.ts";

/**
 * Prolongs a lease every third of its length until `stopped`; calls `messages` when some wait and `lost` when another
 * runner has the run. A database that does not answer is asked again: nobody else can take the run from it either.
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
