import { loadRunners } from "../../adapters/store/runners.ts";
import type { RunWait } from "../../views/run-wait.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";

/** Why the run waits for a runner; null when a runner has it, it waits for something else, or it has ended. */
export async function runWait({ workspaceId }: Viewer, runId: string): Promise<RunWait | null> {
  const { db, room, here } = await server();
  const [head] = await db.$queryRaw<{ format: number; due: boolean }[]>`
    SELECT format, COALESCE(due_at <= now() AND status <> 'ended', false) AS due
    FROM run_head WHERE id = ${runId} AND workspace_id = ${workspaceId}`;
  if (head === undefined) throw notFound("run");
  if (!head.due) return null;
  const living = (await loadRunners(db)).filter(({ lost, draining }) => !lost && !draining);
  const able = living.filter(({ format }) => format >= head.format);
  if (living.length === 0) return { because: "no-runner" };
  if (able.length === 0) return { because: "newer-format" };
  if (here.runner && able.every(({ id }) => id === here.runner?.id) && !room.ok())
    return { because: "no-room" };
  const slots = able.reduce((sum, runner) => sum + runner.slots, 0);
  return able.every((runner) => runner.busy >= runner.slots)
    ? { because: "no-slot", slots }
    : { because: "next" };
}
