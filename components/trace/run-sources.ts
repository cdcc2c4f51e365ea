import type { Plan } from "@/lib/plan/plan.ts";
import type { RequestSources } from "@/lib/trace/request-as-sent.ts";

/** What details of a run are made from beside its events: its frozen plan and its stored values. */
export type RunSources = RequestSources & { runId: string; plan: Plan };

/** The sources of one run: instructions stand in its plan, large values are fetched under `runsUrl`. */
export function createRunSources(runsUrl: string, runId: string, plan: Plan): RunSources {
  return {
    runId,
    plan,
    instructions(stepId) {
      const step = plan.steps.find((candidate) => candidate.id === stepId);
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
  };
}
