"use client";

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { createLiveRun, type LiveRun } from "@/components/run/live-run.ts";
import { RunTitle } from "@/components/run/run-title.tsx";
import { useLiveRun } from "@/components/run/use-live-run.ts";
import { useRunPaint } from "@/components/run/use-run-paint.ts";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SplitPanel } from "@/components/ui/split-panel.tsx";
import { Tabs } from "@/components/ui/tabs.tsx";
import { useMedia } from "@/components/workflow/use-media.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { CurlButton } from "./curl-button.tsx";
import { RunOverview } from "./run-overview.tsx";
import { createRunSources } from "./run-sources.ts";
import { ScoreView } from "./score/score-view.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { SpanTree } from "./span-tree.tsx";
import { TimelineBar } from "./timeline-bar.tsx";
import { TraceHeader } from "./trace-header.tsx";
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
    createLiveRun({ runId: header.id, url: `${runsUrl}/${header.id}/events`, events }),
  );
  useEffect(() => run.follow(), [run]);
  const steps = useSteps(header.document, header.plan);
  const sources = useMemo(
    () => createRunSources(runsUrl, header.id, header.plan),
    [runsUrl, header.id, header.plan],
  );
  const [selected, select] = useSelectedStep();
  const narrow = useMedia("(max-width: 899px)", false);
  const playback = usePlayback(run);
  const [lens, setLens] = useState<string>();
  const [searches, setSearches] = useState(0);
  const lenses: LensProps = {
    ...props,
    run,
    steps,
    selected,
    select,
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

type LensProps = TracePageProps & {
  run: LiveRun;
  steps: readonly TraceStep[];
  selected: number | null;
  select: (span: number | null) => void;
  onSeek: (at: number | null) => void;
  /** The tab that is open; undefined: the first. */
  lens: string | undefined;
  setLens: (lens: string) => void;
  /** How often the search was asked for by its key. */
  searches: number;
};

function WideLenses(props: LensProps) {
  const { run, steps, selected, select, onSeek, header, lens, setLens, searches } = props;
  const detail = useRef<HTMLElement>(null);
  const lists = (
    <Tabs
      label="Lenses"
      value={lens === "score" ? lens : "steps"}
      onValueChange={setLens}
      className="flex-1"
      panelClassName="flex min-h-0 flex-col"
      tabs={[
        {
          id: "steps",
          label: "Steps and calls",
          content: (
            <SpanTree
              run={run}
              steps={steps}
              selected={selected}
              onSelect={select}
              onOpen={() => detail.current?.focus()}
              searches={searches}
            />
          ),
        },
        {
          id: "score",
          label: "Score",
          content: (
            <ScoreView run={run} steps={steps} selected={selected} onSelect={select} onSeek={onSeek} />
          ),
        },
      ]}
    />
  );
  return (
    <SplitPanel
      id="trace.detail"
      label="Width of the details"
      direction="row"
      sized="end"
      defaultSize={420}
      minSize={320}
      maxSize={760}
      minRest={380}
      start={
        header.document ? (
          <SplitPanel
            id="trace.canvas"
            label="Height of the canvas"
            direction="column"
            sized="start"
            defaultSize={320}
            minSize={120}
            maxSize={900}
            minRest={180}
            start={<RunCanvas {...props} document={header.document} />}
            end={lists}
          />
        ) : (
          lists
        )
      }
      end={
        <section
          ref={detail}
          aria-label="Details"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
          tabIndex={0}
          onKeyDown={(event) => {
            if (event.key === "Escape") select(null);
          }}
          className="min-h-0 flex-1 overflow-y-auto bg-surface focus-visible:-outline-offset-2"
        >
          <Details {...props} />
        </section>
      }
    />
  );
}

function NarrowLenses(props: LensProps) {
  const { run, steps, selected, select, onSeek, header, lens, setLens, searches } = props;
  const { document } = header;
  const [open, setOpen] = useState(selected !== null);
  const show = (span: number | null) => {
    select(span);
    setOpen(span !== null);
  };
  const own = { ...props, select: show };
  return (
    <>
      <Tabs
        label="Lenses"
        value={lens ?? "run"}
        onValueChange={setLens}
        className="flex-1"
        panelClassName="flex min-h-0 flex-col overflow-y-auto"
        tabs={[
          {
            id: "run",
            label: "Run",
            content: <RunOverview run={run} startedBy={header.startedBy} onSelect={show} />,
          },
          {
            id: "steps",
            label: "Steps",
            content: (
              <SpanTree
                run={run}
                steps={steps}
                selected={selected}
                onSelect={show}
                onOpen={show}
                searches={searches}
              />
            ),
          },
          {
            id: "score",
            label: "Score",
            content: (
              <ScoreView run={run} steps={steps} selected={selected} onSelect={show} onSeek={onSeek} />
            ),
          },
          ...(document
            ? [{ id: "canvas", label: "Canvas", content: <RunCanvas {...own} document={document} /> }]
            : []),
        ]}
      />
      <Sheet title="Details" open={open && selected !== null} onOpenChange={setOpen}>
        <Details {...own} />
      </Sheet>
    </>
  );
}

function Details({ run, steps, selected, select, header }: LensProps) {
  if (selected === null) return <RunOverview run={run} startedBy={header.startedBy} onSelect={select} />;
  return (
    <SpanDetail
      key={selected}
      run={run}
      steps={steps}
      spanId={selected}
      onSelect={select}
      actions={(span): ReactNode => (
        <>
          {span.kind === "model" && <CurlButton trace={run.head()} span={span} />}
          <CopyButton
            label="Copy a link to this step"
            text={() => `${window.location.origin}${window.location.pathname}?step=${span.id}`}
          />
        </>
      )}
    />
  );
}

function RunCanvas({ run, selected, select, document }: LensProps & { document: WorkflowDocument }) {
  const paint = useRunPaint(run, document.graph.edges);
  const head = run.head();
  const shown = selected === null ? undefined : head.spans.get(selected);
  return (
    <div className="relative min-h-0 flex-1">
      <GraphView
        document={document}
        paint={paint}
        selectedNodeId={shown?.step ?? null}
        onSelectNode={(node) => {
          const visits = [...run.trace().spans.values()].filter(
            (span) => span.kind === "step" && span.step === node,
          );
          select(visits.at(-1)?.id ?? null);
        }}
      />
    </div>
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
  return useMemo(() => (document ? stepsOf(document.graph) : stepsOfPlan(plan)), [document, plan]);
}
