import { randomUUID } from "node:crypto";
import type { Database } from "../../adapters/store/database.ts";
import type { Miss } from "../../adapters/store/runners.ts";
import { toldOnce } from "../../adapters/told-once.ts";
import { FORMAT } from "../../plan/format.ts";

/** Pause between two heartbeats, ms. */
const BEAT_MS = 2_000;
const BEATING = "Writing this runner's sign of life";

/** A runner's entry in the list of runners. */
export type Enrolment = {
  /** The name under which the runner holds leases in the database. */
  id: string;
  /** Counts a write that was refused because another runner had taken the run. */
  refused(runId: string): void;
  draining(): Promise<void>;
  leave(): Promise<void>;
};

/** Adds a runner to the list and keeps it there by heartbeats, by the database's clock. */
export async function enrol(
  db: Database,
  runner: { kind: "server" | "runner"; slots: number; name: string; misses: () => Miss[] },
): Promise<Enrolment> {
  const id = `${runner.name} ${randomUUID().slice(0, 8)}`;
  let refusals = 0;
  let draining = false;
  const told = toldOnce();
  async function beat(): Promise<void> {
    const unreachable = JSON.stringify(runner.misses());
    await db.$executeRaw`
      INSERT INTO runner (id, name, kind, slots, format, draining, refused, unreachable)
      VALUES (${id}, ${runner.name}, ${runner.kind}, ${runner.slots}, ${FORMAT}, ${draining}, ${refusals}, ${unreachable})
      ON CONFLICT (id) DO UPDATE SET seen_at = now(), draining = excluded.draining, refused = excluded.refused,
        unreachable = excluded.unreachable`;
  }
  const tryBeat = () =>
    beat().then(
      () => told.fine(BEATING),
      (error) => told.trouble(BEATING, error),
    );

  await beat();
  // Runners that vanished a day ago.
  await db.$executeRaw`DELETE FROM runner WHERE seen_at < now() - interval '1 day'`;
  const beating = setInterval(tryBeat, BEAT_MS);
  beating.unref();

  return {
    id,
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
        .catch((error) => told.trouble("Leaving the list of runners", error));
    },
  };
}
