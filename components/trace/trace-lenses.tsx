"use client";

import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { InsideContext } from "@/components/canvas/inside-context.ts";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunPaint } from "@/components/run/use-run-paint.ts";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SplitPanel } from "@/components/ui/split-panel.tsx";
import { type Tab, Tabs } from "@/components/ui/tabs.tsx";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { spanIn, visitsTo } from "@/lib/trace/frames.ts";
import { CurlButton } from "./curl-button.tsx";
import { InsideRun } from "./inside/inside-run.tsx";
import { LookInside } from "./inside/look-inside.tsx";
import { openLatest } from "./inside/open-latest.ts";
import { RunOverview } from "./run-overview.tsx";
import { ScoreView } from "./score/score-view.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { SpanTree } from "./span-tree.tsx";
import type { TracePageProps } from "./trace-props.ts";
import type { TraceStep } from "./trace-step.ts";

/** The props that all layouts of a run share. */
export type LensProps = TracePageProps & {
  run: LiveRun;
  steps: readonly TraceStep[];
  selected: number | null;
  select: (span: number | null) => void;
  /** The visit to a workflow whose inner graph the canvas shows; null: the run's own. */
  inside: number | null;
  openInside: (visit: number | null) => void;
  onSeek: (at: number | null) => void;
  /** The tab that is open; undefined: the first. */
  lens: string | undefined;
  setLens: (lens: string) => void;
  /** How often the search was asked for by its key. */
  searches: number;
};

/** Beside each other: the canvas over the lists, and the details. */
export function WideLenses(props: LensProps) {
  const { select, header, lens, setLens } = props;
  const detail = useRef<HTMLElement>(null);
  const lists = (
    <Tabs
      label="Lenses"
      value={lens === "score" ? lens : "steps"}
      onValueChange={setLens}
      className="flex-1"
      panelClassName="flex min-h-0 flex-col"
      tabs={listTabs(props, () => detail.current?.focus())}
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

/** One at a time, with the details in a sheet over it. */
export function NarrowLenses(props: LensProps) {
  const { run, selected, select, header, lens, setLens } = props;
  const { document } = header;
  const [open, setOpen] = useState(selected !== null);
  const show = (span: number | null) => {
    select(span);
    setOpen(span !== null);
  };
  const { openInside: openOnCanvas } = props;
  const openInside = useCallback(
    (visit: number | null) => {
      // The canvas is under the sheet.
      setOpen(false);
      openOnCanvas(visit);
    },
    [openOnCanvas],
  );
  const own = { ...props, select: show, openInside };
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
          ...listTabs(own, show),
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

/** The tree and the score; `onOpen` is asked to show the details of a step. */
function listTabs(props: LensProps, onOpen: (span: number) => void): Tab[] {
  const { run, steps, selected, select, onSeek, searches } = props;
  return [
    {
      id: "steps",
      label: "Steps and calls",
      content: (
        <SpanTree
          run={run}
          steps={steps}
          selected={selected}
          onSelect={select}
          onOpen={onOpen}
          searches={searches}
        />
      ),
    },
    {
      id: "score",
      label: "Score",
      content: <ScoreView run={run} steps={steps} selected={selected} onSelect={select} onSeek={onSeek} />,
    },
  ];
}

function Details({ run, steps, selected, select, header, openInside }: LensProps) {
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
          <LookInside span={span} onOpen={openInside} />
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

type CanvasProps = LensProps & { document: WorkflowDocument };

/** The run on its own graph, or on that of a workflow that it visits. */
function RunCanvas(props: CanvasProps) {
  const { run, header, inside, openInside, selected, select } = props;
  if (inside === null) return <OwnGraph {...props} />;
  return (
    <div className="relative min-h-0 flex-1">
      <InsideRun
        run={run}
        name={header.workflowName}
        inside={inside}
        onOpen={openInside}
        selected={selected}
        onSelect={select}
      />
    </div>
  );
}

function OwnGraph({ run, selected, select, document, header, openInside }: CanvasProps) {
  const paint = useRunPaint(run, document.graph.edges);
  const head = run.head();
  const { plan } = header;
  const open = useMemo(
    () => openLatest({ run, plan, frame: null, onOpen: openInside }),
    [run, plan, openInside],
  );
  const shown = selected === null ? undefined : head.spans.get(selected);
  return (
    <div className="relative min-h-0 flex-1">
      <InsideContext value={open}>
        <GraphView
          document={document}
          paint={paint}
          selectedNodeId={(shown && spanIn(head, shown, null)?.step) ?? null}
          onSelectNode={(step) =>
            select(step === null ? null : (visitsTo(run.trace(), { step, frame: null }).at(-1)?.id ?? null))
          }
        />
      </InsideContext>
    </div>
  );
}
