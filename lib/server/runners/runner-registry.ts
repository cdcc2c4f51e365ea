import { randomUUID } from "node:crypto";
import type { Database } from "../../adapters/store/database.ts";
import { FORMAT } from "../../engine/ports.ts";

/** Pause between two heartbeats, ms. */
const BEAT_MS = 2_000;

/** A runner's entry in the list of runners. */
export type Enrolment = {
  /** The name under which the runner holds leases in the database. */
  id: string;
  /** Counts a write that was refused because another runner had taken the run. */
  refused(runId: string): void;
  /** Logs what went wrong, the same thing at most once a minute. */
  trouble(what: string, error: unknown): void;
  draining(): Promise<void>;
  leave(): Promise<void>;
};

/** Adds a runner to the list and keeps it there by heartbeats, by the database's clock. */
export async function enrol(
  db: Database,
  runner: { kind: "server" | "runner"; slots: number; name: string },
): Promise<Enrolment> {
  const id = `${runner.name} ${randomUUID().slice(0, 8)}`;
  let refusals = 0;
  let draining = false;
  const lastSaid = new Map<string, number>();

  function trouble(what: string, error: unknown): void {
    const now = performance.now();
    if (now - (lastSaid.get(what) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    lastSaid.set(what, now);
    console.error(`${what}:`, error instanceof Error ? error.message : error);
  }
  async function beat(): Promise<void> {
    await db.$executeRaw`
      INSERT INTO runner (id, name, kind, slots, format, draining, refused)
      VALUES (${id}, ${runner.name}, ${runner.kind}, ${runner.slots}, ${FORMAT}, ${draining}, ${refusals})
      ON CONFLICT (id) DO UPDATE SET seen_at = now(), draining = excluded.draining, refused = excluded.refused`;
  }
  const tryBeat = () =>
    beat().catch((error) => trouble("This runner's sign of life could not be written", error));

  await beat();
  // Runners that vanished a day ago.
  await db.$executeRaw`DELETE FROM runner WHERE seen_at < now() - interval '1 day'`;
  const beating = setInterval(tryBeat, BEAT_MS);
  beating.unref();

  return {
    id,
    trouble,
    refused(runId) {
      refusals += 1;
      console.warn(
        `Run ${runId} was taken by another runner meanwhile: what this one had to write was refused.`,
      );
      void tryBeat();
    },
    async draining() {
      draining = true;
      await tryBeat();
    },
    async leave() {
      clearInterval(beating);
      await db.runner
        .deleteMany({ where: { id } })
        .catch((error) => trouble("Leaving the list of runners failed", error));
    },
  };
}
