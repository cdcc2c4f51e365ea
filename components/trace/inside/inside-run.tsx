"use client";

import { useEffect, useMemo, useRef } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { InsideContext } from "@/components/canvas/inside-context.ts";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunVersion } from "@/components/run/use-live-run.ts";
import { useRunPaint } from "@/components/run/use-run-paint.ts";
import { spanIn, visitsTo } from "@/lib/trace/frames.ts";
import type { Span } from "@/lib/trace/trace.ts";
import type { DrawnWorkflow } from "@/lib/views/drawn-workflow.ts";
import { drawnAt } from "../step-at.ts";
import { useRunSources } from "../use-run-sources.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { openLatest } from "./open-latest.ts";
import { VisitChoice } from "./visit-choice.tsx";

type Props = {
  run: LiveRun;
  /** The name of the run's own workflow. */
  name: string;
  /** The visit to a workflow whose graph is shown. */
  inside: number;
  /** Null: back to the run's own graph. */
  onOpen: (visit: number | null) => void;
  selected: number | null;
  onSelect: (span: number | null) => void;
};

/** The graph of a workflow that the run visits, with what goes on in that visit painted on it; nothing can be changed. */
export function InsideRun({ run, name, inside, onOpen, selected, onSelect }: Props) {
  useRunVersion(run);
  const { plan, workflows } = useRunSources();
  const frame = useRef<HTMLElement>(null);
  // Whoever opened it goes on with the keyboard here.
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const head = run.head();
  const visit = head.spans.get(inside);
  const drawn = visit && drawnAt(plan, workflows, visit);
  const around = visit?.frame ?? null;
  return (
    <section
      ref={frame}
      tabIndex={-1}
      aria-label={`Inside ${drawn?.name ?? visit?.name ?? "a workflow"}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        onOpen(around);
      }}
      className="flex size-full min-h-0 flex-col bg-paper outline-none"
    >
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1">
        <Breadcrumbs run={run} name={name} inside={inside} onOpen={onOpen} />
        {visit && <VisitChoice run={run} visit={visit} onOpen={onOpen} />}
      </div>
      {visit && drawn ? (
        <Inside
          key={drawn.plan}
          run={run}
          visit={visit}
          drawn={drawn}
          onOpen={onOpen}
          selected={selected}
          onSelect={onSelect}
        />
      ) : (
        <p className="p-4 text-13 text-ink-soft">
          {visit
            ? "The drawing of this version is not here. What was done in it is in the list of steps and calls."
            : "This run has no such visit to a workflow."}
        </p>
      )}
    </section>
  );
}

type InsideProps = Pick<Props, "run" | "onOpen" | "selected" | "onSelect"> & {
  visit: Span;
  drawn: DrawnWorkflow;
};

function Inside({ run, visit, drawn, onOpen, selected, onSelect }: InsideProps) {
  const { document } = drawn;
  const { plan } = useRunSources();
  const paint = useRunPaint(run, document.graph.edges, visit.id);
  const open = useMemo(
    () => openLatest({ run, plan, frame: visit.id, onOpen }),
    [run, plan, visit.id, onOpen],
  );
  const shown = selected === null ? undefined : run.head().spans.get(selected);
  const node = shown && spanIn(run.head(), shown, visit.id);
  return (
    <div className="relative min-h-0 flex-1">
      <InsideContext value={open}>
        <GraphView
          document={document}
          paint={paint}
          selectedNodeId={node?.step ?? null}
          onSelectNode={(step) =>
            onSelect(
              step === null ? null : (visitsTo(run.trace(), { step, frame: visit.id }).at(-1)?.id ?? null),
            )
          }
        />
      </InsideContext>
    </div>
  );
}
