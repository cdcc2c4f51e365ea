import type { LiveRun } from "@/components/run/live-run.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { visitsTo } from "@/lib/trace/frames.ts";
import { stepAt } from "../step-at.ts";

type Opening = { run: LiveRun; plan: Plan; frame: number | null; onOpen: (visit: number) => void };

/**
 * Opens the latest visit to a workflow, by its node in the graph of `frame`, that has begun at the moment being viewed;
 * before that, the first one. Other nodes have nothing inside.
 */
export function openLatest({ run, plan, frame, onOpen }: Opening): (nodeId: string) => void {
  return (step) => {
    const begun = visitsTo(run.trace(), { step, frame }).at(-1);
    const visit = begun ?? visitsTo(run.head(), { step, frame })[0];
    if (visit && stepAt(plan, visit)?.kind === "workflow") onOpen(visit.id);
  };
}
