"use client";

import { Fragment, memo, useEffect, useRef } from "react";
import { FailureNotice } from "@/components/trace/failure-notice.tsx";
import { InnerFailures } from "@/components/trace/inner-failures.tsx";
import { LossLine } from "@/components/trace/loss-line.tsx";
import { MadeUpLine } from "@/components/trace/made-up-line.tsx";
import { kindOf, type TraceStep } from "@/components/trace/trace-step.ts";
import { triesWords } from "@/components/trace/tries-words.ts";
import { useRunSources } from "@/components/trace/use-run-sources.tsx";
import { ValueView } from "@/components/trace/value-view.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { JsonView } from "@/components/ui/json-view.tsx";
import { KindIcon } from "@/components/ui/kind-icon.tsx";
import { Markdown } from "@/components/ui/markdown.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { itemPlace } from "@/lib/trace/item-words.ts";
import { madeUpIn, madeUpInRun } from "@/lib/trace/made-up.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import type { LiveRun } from "./live-run.ts";
import { useRunVersion } from "./use-live-run.ts";

/** Older entries than these are in the trace. */
const MOST_ENTRIES = 150;
/** A reader this near to the end, px, wants to stay there. */
const NEAR_END = 48;

type Props = { run: LiveRun; steps: readonly TraceStep[]; onSelect: (span: number) => void };

/** What was said: the answer or the failure first, then each agent's words as they come. */
export function Conversation({ run, steps, onSelect }: Props) {
  const version = useRunVersion(run);
  const trace = run.trace();
  const scroller = useRef<HTMLDivElement>(null);
  const stays = useRef(true);
  const ended = trace.endedAt !== null;
  const turns = [...trace.spans.values()].filter((span) => span.kind === "model");
  const shown = turns.slice(-MOST_ENTRIES);
  const answer = trace.answer === null ? undefined : trace.spans.get(trace.answer);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change may have made it longer
  useEffect(() => {
    const element = scroller.current;
    if (element && stays.current) element.scrollTop = ended ? 0 : element.scrollHeight;
  }, [version, ended]);

  return (
    <div
      ref={scroller}
      onScroll={({ currentTarget: box }) => {
        stays.current = !ended && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
      }}
      className="min-h-0 flex-1 overflow-y-auto"
    >
      <div className="flex flex-col gap-4 p-4">
        {trace.failure && <FailureNotice run={run} failure={trace.failure} onSelect={onSelect} />}
        {trace.state === "cancelled" && (
          <p className="text-13 text-ink-soft">The run was cancelled. What had finished is kept.</p>
        )}
        <InnerFailures trace={trace} onSelect={onSelect} />
        {answer?.result && <ValueView value={answer.result} label="answer" words />}
        {ended && <MadeUpLine fields={madeUpInRun(trace)} onSelect={onSelect} />}
        {shown.length < turns.length && (
          <p className="text-12 text-ink-faint">
            {turns.length - shown.length} earlier turns are in the trace.
          </p>
        )}
        {shown.map((span, index) => (
          <Fragment key={span.id}>
            <Losses trace={trace} after={shown[index - 1]?.id ?? 0} before={span.id} />
            <Turn run={run} trace={trace} span={span} steps={steps} onSelect={onSelect} />
          </Fragment>
        ))}
        <Losses trace={trace} after={shown.at(-1)?.id ?? 0} before={Number.POSITIVE_INFINITY} />
        {turns.length === 0 && !ended && (
          <p className="text-13 text-ink-soft">Waiting for the first words.</p>
        )}
      </div>
    </div>
  );
}

/** Where runners were lost between two turns. */
function Losses({ trace, after, before }: { trace: Trace; after: number; before: number }) {
  return trace.losses
    .filter(({ seq }) => seq > after && seq < before)
    .map((loss) => <LossLine key={loss.seq} trace={trace} loss={loss} />);
}

type TurnProps = Props & { trace: Trace; span: Span };

function Turn({ run, trace, span, steps, onSelect }: TurnProps) {
  const agent = span.parent === null ? undefined : trace.spans.get(span.parent);
  const running = span.state === "running";
  const state = shownState(span);
  const place = itemPlace(trace, span);
  const tries = triesWords(trace, span, useRunSources().words);
  const text = run.textOf(span.id);
  return (
    <article className="flex flex-col gap-1">
      <header className="flex min-w-0 items-center gap-2 text-12">
        <KindIcon kind={kindOf(steps, span)} size={14} />
        {place !== null && <span className="figures shrink-0">{place}</span>}
        <span className="shrink-0 font-strong">{agent?.name ?? span.name}</span>
        <button
          type="button"
          onClick={() => onSelect(span.id)}
          className="-mx-1 min-w-0 truncate rounded-mark px-1 text-ink-soft hover:bg-hover hover:text-ink"
        >
          {spanTitle(trace, span)}
        </button>
        {tries !== null && <span className="shrink-0 text-ink-soft">{tries}</span>}
        {state !== "ok" && <StateMark state={state} iconOnly={running} className="ml-auto" />}
      </header>
      {text !== "" && (
        <div className={classNames("border-line border-l-2 pl-3", running && "border-accent")}>
          {running ? (
            <Writing text={text} />
          ) : (
            <Written text={text} label={`words of ${agent?.name ?? span.name}`} />
          )}
        </div>
      )}
      {running && text === "" && run.thinkingOf(span.id) !== "" && (
        <p className="text-12 text-ink-faint">Thinking …</p>
      )}
      {text !== "" && span.state === "lost" && (
        <p className="text-12 text-ink-faint">This was cut off by a restart and is not used.</p>
      )}
      <MadeUpLine fields={madeUpIn(span)} />
      {span.failure && <p className="wrap-anywhere text-12 text-failed">{span.failure.message}</p>}
    </article>
  );
}

/** Text while it comes, as it stands; its end is where the eye is. */
function Writing({ text }: { text: string }) {
  const looksLikeData = /^\s*[[{]/.test(text);
  return (
    <p
      className={classNames(
        "wrap-anywhere whitespace-pre-wrap",
        looksLikeData ? "figures text-12" : "text-13",
      )}
    >
      {text}
      <span
        aria-hidden
        className="ml-0.5 inline-block h-3.5 w-1.5 translate-y-0.5 animate-breathe bg-accent"
      />
    </p>
  );
}

/** What was written does not change any more: parsing it again with every frame of another agent would be waste. */
const Written = memo(function Written({ text, label }: { text: string; label: string }) {
  const json = objectOf(text);
  return json ? <JsonView value={json} label={label} openDepth={1} /> : <Markdown text={text} />;
});

function objectOf(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" ? json : null;
  } catch {
    return null;
  }
}
