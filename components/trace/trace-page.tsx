"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { createLiveRun, type LiveRun } from "@/components/run/live-run.ts";
import { RunTitle } from "@/components/run/run-title.tsx";
import { useLiveRun } from "@/components/run/use-live-run.ts";
import { Notice } from "@/components/ui/notice.tsx";
import { useMedia } from "@/components/workflow/use-media.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { createRunSources } from "./run-sources.ts";
import { TimelineBar } from "./timeline-bar.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { type LensProps, NarrowLenses, WideLenses } from "./trace-lenses.tsx";
import type { TracePageProps } from "./trace-props.ts";
import { stepsOf, stepsOfPlan, type TraceStep } from "./trace-step.ts";
import { usePlayback } from "./use-playback.ts";
import { RunSourcesProvider } from "./use-run-sources.tsx";
import { useSelectedStep } from "./use-selected-step.ts";
import { useTraceKeys } from "./use-trace-keys.ts";

/** The page of one run: tree, canvas, score and details, moved together by one timeline. */
export function TracePage(props: TracePageProps) {
  const { header, events, runsUrl } = props;
  const [run] = useState(() =>
    createLiveRun({
      runId: header.id,
      url: `${runsUrl}/${header.id}/events`,
      events,
      plan: header.plan,
    }),
  );
  useEffect(() => run.follow(), [run]);
  const steps = useSteps(header.document, header.plan);
  const sources = useMemo(
    () => createRunSources({ runsUrl, runId: header.id, plan: header.plan, workflows: header.workflows }),
    [runsUrl, header.id, header.plan, header.workflows],
  );
  const [selected, select] = useSelectedStep();
  const narrow = useMedia("(max-width: 899px)", false);
  const playback = usePlayback(run);
  const [lens, setLens] = useState<string>();
  const [searches, setSearches] = useState(0);
  const [inside, setInside] = useState<number | null>(null);
  const openInside = useCallback(
    (visit: number | null) => {
      setInside(visit);
      if (narrow && visit !== null) setLens("canvas");
    },
    [narrow],
  );
  const lenses: LensProps = {
    ...props,
    run,
    steps,
    selected,
    select,
    inside,
    openInside,
    onSeek: playback.seek,
    lens,
    setLens,
    searches,
  };

  useTraceKeys({
    " ": playback.toggle,
    "[": () => playback.step("before"),
    "]": () => playback.step("after"),
    "/": () => {
      setLens("steps");
      setSearches((count) => count + 1);
    },
  });
  return (
    <RunSourcesProvider sources={sources}>
      <RunTitle run={run} name={header.workflowName} />
      <div className="flex min-h-0 flex-1 flex-col">
        <TraceHeader
          run={run}
          header={header}
          runAgain={props.runAgain}
          cancel={props.cancel}
          menu={props.menu}
        />
        <FollowingProblem run={run} />
        {narrow ? <NarrowLenses {...lenses} /> : <WideLenses {...lenses} />}
        <TimelineBar run={run} playback={playback} />
      </div>
    </RunSourcesProvider>
  );
}

function FollowingProblem({ run }: { run: LiveRun }) {
  const problem = useLiveRun(run, (current) => current.problem());
  const reconnecting = useLiveRun(run, (current) => current.connection() === "reconnecting");
  if (problem)
    return (
      <Notice tone="error" title="This page stopped following the run" className="m-2">
        {problem}
      </Notice>
    );
  if (reconnecting)
    return (
      <Notice tone="warning" title="The connection broke" className="m-2">
        The run goes on. This page joins it again by itself.
      </Notice>
    );
  return null;
}

function useSteps(document: WorkflowDocument | null, plan: Plan): TraceStep[] {
  return useMemo(() => (document ? stepsOf(document.graph, plan) : stepsOfPlan(plan)), [document, plan]);
}
