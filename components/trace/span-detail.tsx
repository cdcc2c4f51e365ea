"use client";

import type { ReactNode } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { whyStopped } from "@/lib/trace/decision-words.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { FailureNotice } from "./failure-notice.tsx";
import { ModelDetail } from "./model-detail.tsx";
import { SpanFacts } from "./span-facts.tsx";
import { SpanIcon } from "./span-icon.tsx";
import { StepDetail } from "./step-detail.tsx";
import { meantSpan, type TraceStep } from "./trace-step.ts";
import { useRunSources } from "./use-run-sources.tsx";

type Props = {
  run: LiveRun;
  steps: readonly TraceStep[];
  /** The span to show. If it has not begun at the moment being viewed, that is said. */
  spanId: number;
  onSelect: (span: number | null) => void;
  /** Buttons at the heading: copy a link, copy as curl. */
  actions?: (span: Span) => ReactNode;
};

/** Everything about one step or call: what it received, what it did, what came of it, and why. */
export function SpanDetail({ run, steps, spanId, onSelect, actions }: Props) {
  const now = useRunNow(run);
  const trace = run.trace();
  const span = meantSpan(trace, spanId);
  if (!span) {
    const later = meantSpan(run.head(), spanId);
    return (
      <p className="p-4 text-13 text-ink-soft">
        {later ? `${later.name} has not begun at this moment.` : "This run has no such step."}
      </p>
    );
  }
  const failure = span.failure ?? span.endedRun;
  return (
    <article aria-label={spanTitle(trace, span)} className="flex flex-col gap-6 p-4">
      <header className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <SpanIcon span={span} steps={steps} size={16} />
          <h2 className="wrap-anywhere min-w-0 text-15">{spanTitle(trace, span)}</h2>
          <StateMark state={shownState(span)} />
          {actions && <span className="ml-auto flex items-center gap-1">{actions(span)}</span>}
        </div>
        <Whereabouts trace={trace} span={span} onSelect={onSelect} />
        <SpanFacts trace={trace} span={span} now={now} />
        {failure && <FailureNotice run={run} failure={failure} span={span} onSelect={onSelect} />}
        <WhyStopped trace={trace} span={span} />
      </header>
      {span.kind === "model" ? (
        <ModelDetail run={run} trace={trace} span={span} onSelect={onSelect} />
      ) : (
        <StepDetail run={run} trace={trace} span={span} steps={steps} onSelect={onSelect} />
      )}
    </article>
  );
}

function WhyStopped({ trace, span }: { trace: Trace; span: Span }) {
  const why = whyStopped(trace, span, useRunSources().words);
  return why && <p className="text-13 text-ink-soft">Stopped: {why}</p>;
}

type WayProps = { trace: Trace; span: Span; onSelect: (span: number | null) => void };

/** The way from the run down to the span, each part of it a button. */
function Whereabouts({ trace, span, onSelect }: WayProps) {
  const above: Span[] = [];
  for (let at = parentOf(trace, span); at; at = parentOf(trace, at)) above.unshift(at);
  const way = [
    { id: null, title: "Run" },
    ...above.map((at) => ({ id: at.id, title: spanTitle(trace, at) })),
  ];
  return (
    <nav
      aria-label="Where it is in the run"
      className="-mt-2 -ml-1 flex flex-wrap items-center text-12 text-ink-faint"
    >
      {way.map(({ id, title }) => (
        <span key={id} className="flex min-w-0 max-w-full items-center">
          <button
            type="button"
            onClick={() => onSelect(id)}
            title={title}
            className="max-w-56 truncate rounded-mark px-1 text-ink-soft hover:bg-hover hover:text-ink"
          >
            {title}
          </button>
          <span aria-hidden>›</span>
        </span>
      ))}
    </nav>
  );
}

function parentOf(trace: Trace, span: Span): Span | undefined {
  return span.parent === null ? undefined : trace.spans.get(span.parent);
}
