import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "../run/event.ts";
import { type Driven, Driver, type RunnerSelf } from "./driver.ts";
import { Fenced, type Lease, type Ports } from "./ports.ts";

/** Claims the run and drives it (see `driveClaimed`); `taken` when another runner has it. */
export async function driveRun(ports: Ports, runId: string, runner: RunnerSelf): Promise<Driven> {
  const lease = await ports.log.claim(runId, runner.name, runner.leaseMs);
  return lease ? driveClaimed(ports, runner, { lease }) : "taken";
}

/**
 * Drives a run as far as it goes: reads its log, and turns facts into choices and choices into calls, until the run
 * ends, waits, or is taken by another runner. When `signal` aborts, it gives the run back: model calls are cut off,
 * started tools are awaited. `fresh` saves reading the log of a run that the caller has just created.
 */
export async function driveClaimed(
  ports: Ports,
  runner: RunnerSelf,
  { lease, fresh }: { lease: Lease; fresh?: { plan: Plan; start: RunEvent } | undefined },
): Promise<Driven> {
  const { runId } = lease;
  const plan = fresh?.plan ?? (await ports.log.plan(runId));
  if (!plan) throw new Error(`run ${runId} has no plan stored`);
  const driver = new Driver({ ports, runner, lease, plan });
  try {
    return await driver.run(fresh?.start);
  } catch (error) {
    if (error instanceof Fenced) return "fenced";
    throw error;
  } finally {
    driver.close();
  }
}
