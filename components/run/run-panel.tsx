"use client";

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { LookInside } from "@/components/trace/inside/look-inside.tsx";
import { ScoreView } from "@/components/trace/score/score-view.tsx";
import { stepsOf, type TraceStep } from "@/components/trace/trace-step.ts";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { later, useFetchAhead } from "@/components/ui/later.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { SplitPanel } from "@/components/ui/split-panel.tsx";
import { type Tab, Tabs } from "@/components/ui/tabs.tsx";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { Plan } from "@/lib/plan/plan.ts";
import { spanIn } from "@/lib/trace/frames.ts";
import { FirstRun } from "./first-run.tsx";
import { InputForm } from "./input-form.tsx";
import type { ShownSession } from "./run-session.ts";
import { RunStatus } from "./run-status.tsx";
import { useSession } from "./session-context.ts";
import { useElementWidth } from "./use-element-width.ts";
import { useLiveRun } from "./use-live-run.ts";
import { usePainting } from "./use-run-paint.ts";

// What tells of a run, with the markdown of its answers.
const Conversation = later(async () => (await import("./conversation.tsx")).Conversation);
const SpanTree = later(async () => (await import("@/components/trace/span-tree.tsx")).SpanTree);
const SpanDetail = later(async () => (await import("@/components/trace/span-detail.tsx")).SpanDetail);
const ahead = [Conversation.fetchAhead, SpanTree.fetchAhead, SpanDetail.fetchAhead];

/** Below this, px, the score is a tab among the others. */
const SIDE_BY_SIDE = 640;

/** Under the canvas: status, input, conversation, calls, details, and the score beside them. */
export function RunPanel() {
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame, 900);
  const shown = useSession((state) => state.shown);
  const steps = useSteps(shown?.sources.plan ?? null);
  useFetchAhead(ahead);
  const content = <PanelBody shown={shown} steps={steps} sideBySide={width >= SIDE_BY_SIDE} />;
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col">
      <h2 className="sr-only">Run</h2>
      {shown ? (
        <RunSourcesProvider sources={shown.sources}>
          <RunStatus shown={shown} />
          <Painting shown={shown} />
          {content}
        </RunSourcesProvider>
      ) : (
        content
      )}
    </div>
  );
}

type BodyProps = { shown: ShownSession | null; steps: readonly TraceStep[]; sideBySide: boolean };

function PanelBody({ shown, steps, sideBySide }: BodyProps) {
  const selected = useSession((state) => state.selected);
  const select = useSession((state) => state.select);
  const openInside = useSession((state) => state.openInside);
  const beside = useSession((state) => state.beside);
  const [{ tab, before }, setTab] = useTabs(shown, selected);
  const workflow = useWorkflowStore();
  const onSelect = (span: number) => {
    select(span);
    const trace = shown?.run.head();
    const selectedSpan = trace?.spans.get(span);
    const step = trace && selectedSpan && spanIn(trace, selectedSpan, null)?.step;
    const { document, select: selectNodes } = workflow.getState();
    if (document.graph.nodes.some((node) => node.id === step) && step)
      selectNodes({ nodes: [step], edges: [] });
  };
  const score = (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <ScoreView run={shown?.run ?? null} steps={steps} selected={selected} onSelect={onSelect} />
      {!shown && <FirstRun />}
    </div>
  );
  const tabs: Tab[] = [
    {
      id: "input",
      label: "Input",
      content: (
        <Scroll>
          <InputForm />
        </Scroll>
      ),
    },
  ];
  if (shown) {
    const { run, mode } = shown;
    tabs.push(
      {
        id: "conversation",
        label: "Conversation",
        content: (
          <>
            {mode === "simulated" && <SimulatedNote />}
            <FollowingProblem shown={shown} />
            <Conversation run={run} steps={steps} onSelect={onSelect} />
          </>
        ),
      },
      {
        id: "calls",
        label: "Calls",
        content: (
          <SpanTree
            run={run}
            steps={steps}
            selected={selected}
            onSelect={onSelect}
            onOpen={(span) => {
              select(span);
              setTab("details");
            }}
          />
        ),
      },
    );
    if (selected !== null && selected !== beside)
      tabs.push({
        id: "details",
        label: "Details",
        content: (
          <Scroll>
            <SpanDetail
              key={selected}
              run={run}
              steps={steps}
              spanId={selected}
              onSelect={(span) => (span === null ? select(null) : onSelect(span))}
              actions={(span) => <LookInside span={span} onOpen={openInside} />}
            />
          </Scroll>
        ),
      });
  }
  if (!sideBySide) tabs.splice(shown ? 2 : 0, 0, { id: "score", label: "Score", content: score });
  // Details that stand beside the canvas already have no tab here: the one before stays open.
  const open = [tab, before].find((one) => tabs.some(({ id }) => id === one));
  const list = (
    <Tabs
      label="The run"
      tabs={tabs}
      value={open ?? tabs[0]?.id}
      onValueChange={setTab}
      className="flex-1"
      panelClassName="flex flex-col"
    />
  );
  if (!sideBySide) return list;
  return (
    <SplitPanel
      id="run.lists"
      label="Width of input and conversation"
      direction="row"
      sized="start"
      defaultSize={340}
      minSize={260}
      maxSize={720}
      minRest={300}
      className="border-line border-t"
      start={list}
      end={score}
    />
  );
}

/** Which tab stands open: a new run opens its conversation, a selection its details, a problem the input. */
function useTabs(shown: ShownSession | null, selected: number | null): [OpenTab, (tab: string) => void] {
  const [open, setOpen] = useState<OpenTab>({ tab: shown ? "conversation" : "input", before: null });
  const setTab = useCallback((tab: string) => setOpen((last) => next(last, tab)), []);
  const problem = useSession((state) => state.problem !== null || Object.keys(state.fields).length > 0);
  useEffect(() => {
    if (shown) setTab("conversation");
  }, [shown, setTab]);
  useEffect(() => {
    if (selected !== null) setOpen((last) => (last.tab === "calls" ? last : next(last, "details")));
  }, [selected]);
  useEffect(() => {
    if (problem) setTab("input");
  }, [problem, setTab]);
  return [open, setTab];
}

/** The tab that stands open, and the last one before it that was not the details. */
type OpenTab = { tab: string; before: string | null };

const next = (last: OpenTab, tab: string): OpenTab => ({
  tab,
  before: last.tab === "details" ? last.before : last.tab,
});

/** Paints the run on the canvas, along the edges as they are drawn now. */
function Painting({ shown }: { shown: ShownSession }) {
  const edges = useWorkflow((state) => state.document.graph.edges);
  usePainting({ run: shown.run, paint: shown.paint, edges });
  return null;
}

function Scroll({ children }: { children: ReactNode }) {
  return <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>;
}

function SimulatedNote() {
  const ready = useSession((state) => state.setup.realModel.ready);
  return (
    <p className="border-line border-b bg-paper px-4 py-1.5 text-12 text-ink-soft">
      Simulated replies.{" "}
      {ready ? (
        "Choose Real above for real ones."
      ) : (
        <>
          <WorkspaceLink href="/connections" className="underline underline-offset-2 hover:text-ink">
            Connect a model
          </WorkspaceLink>{" "}
          for real ones.
        </>
      )}
    </p>
  );
}

function FollowingProblem({ shown }: { shown: ShownSession }) {
  const problem = useLiveRun(shown.run, (run) => run.problem());
  if (!problem) return null;
  return (
    <Notice tone="error" title="This page stopped following the run" className="m-2">
      {problem}
    </Notice>
  );
}

function useSteps(plan: Plan | null): TraceStep[] {
  const graph = useWorkflow((state) => state.document.graph);
  const last = useRef<{ key: string; plan: Plan | null; steps: TraceStep[] } | null>(null);
  const steps = stepsOf(graph, plan);
  // Most edits change no name and no kind; the score then keeps what it has.
  const key = JSON.stringify(steps);
  if (last.current?.key !== key || last.current.plan !== plan) last.current = { key, plan, steps };
  return last.current.steps;
}
