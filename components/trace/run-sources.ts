"use client";

import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Plan } from "@/lib/plan/plan.ts";
import type { Value } from "@/lib/run/value.ts";
import type { RequestSources } from "@/lib/trace/request-as-sent.ts";

/** What details of a run are made from beside its events: its frozen plan and its stored values. */
export type RunSources = RequestSources & { runId: string; plan: Plan };

/** The sources of the run that is shown. */
export const RunSourcesContext = createContext<RunSources | null>(null);

/** The sources of the run around. */
export function useRunSources(): RunSources {
  const sources = useContext(RunSourcesContext);
  if (!sources) throw new Error("expected RunSourcesContext around the details of a run");
  return sources;
}

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

/** The JSON text of a value; what is in its event is there at once. Values never change, so they are fetched once. */
export function useValueText(value: Value, wanted: boolean): UseQueryResult<string> {
  const sources = useRunSources();
  return useQuery({
    queryKey: ["value", sources.runId, value.hash],
    queryFn: () => sources.load(value),
    initialData: value.inline,
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
