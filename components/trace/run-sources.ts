import type { Plan } from "@/lib/plan/plan.ts";
import type { PlanWords } from "@/lib/trace/decision-words.ts";
import type { RequestSources } from "@/lib/trace/request-as-sent.ts";
import type { DrawnWorkflow } from "@/lib/views/drawn-workflow.ts";
import { RunWait } from "@/lib/views/run-wait.ts";
import { planWords } from "./plan-words.ts";
import { stepAt } from "./step-at.ts";

/** What is asked about a run beside its events: its frozen plan, its stored values, why it waits for a runner. */
export type RunSources = RequestSources & {
  runId: string;
  plan: Plan;
  /** The published versions that the run visits, as far as their drawings are known here. */
  workflows: readonly DrawnWorkflow[];
  /** What the words of decisions take from the plan. */
  words: PlanWords;
  loadWait(): Promise<RunWait | null>;
};

type Options = { runsUrl: string; runId: string; plan: Plan; workflows?: readonly DrawnWorkflow[] };

/** The sources of one run: instructions stand in its plan, large values are fetched under `runsUrl`. */
export function createRunSources({ runsUrl, runId, plan, workflows = [] }: Options): RunSources {
  return {
    runId,
    plan,
    workflows,
    words: planWords(plan),
    instructions(stepId, span) {
      const step = stepAt(plan, span, stepId);
      return step?.kind === "agent" ? step.instructions : "";
    },
    async load(value) {
      if (value.inline !== undefined) return value.inline;
      const answer = await fetch(`${runsUrl}/${runId}/values/${value.hash}`);
      if (!answer.ok)
        throw new Error(
          answer.status === 404
            ? "This value is not stored any more."
            : `The server answered ${answer.status} when asked for this value. Try again.`,
        );
      return answer.text();
    },
    async loadWait() {
      const answer = await fetch(`${runsUrl}/${runId}/wait`);
      if (!answer.ok) throw new Error(`The server answered ${answer.status} when asked why the run waits.`);
      return RunWait.nullable().parse(await answer.json());
    },
  };
}
