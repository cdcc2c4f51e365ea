import type { LiveRun } from "@/components/run/live-run.ts";
import { Duration } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { joined } from "@/lib/trace/decision-words.ts";
import { madeUpInVisit } from "@/lib/trace/made-up.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DetailSection } from "./detail-section.tsx";
import { MadeUpLine } from "./made-up-line.tsx";
import { SpanIcon } from "./span-icon.tsx";
import { kindOf, type TraceStep } from "./trace-step.ts";
import { ValueView } from "./value-view.tsx";
import { Acceptances, WayOn } from "./way-on.tsx";

type Props = {
  run: LiveRun;
  trace: Trace;
  span: Span;
  steps: readonly TraceStep[];
  onSelect: (span: number) => void;
};

/** A visit to a step: what it received exactly, its calls, its result, its notes and its choices. */
export function StepDetail({ run, trace, span, steps, onSelect }: Props) {
  const isTool = kindOf(steps, span) === "tool";
  const children = span.children.flatMap((id) => trace.spans.get(id) ?? []);
  const calls = isTool && children.length === 1 ? [] : children;
  // A tool that was performed once is shown as its step, so what its one call sent is shown with it.
  const sent = span.sent ?? (isTool && children.length === 1 ? children[0]?.sent : null);
  return (
    <>
      <DetailSection
        title={isTool ? "Arguments" : "What it receives"}
        aside={span.reads.length > 0 ? <span>filled from {joined(span.reads)}</span> : undefined}
      >
        {span.received ? (
          <>
            <ValueView value={span.received} label={isTool ? "arguments" : "what it receives"} />
            <MadeUpLine fields={madeUpInVisit(trace, span)} onSelect={onSelect} />
            {span.converted.length > 0 && (
              <p className="wrap-anywhere text-12 text-ink-soft">
                Handed over as JSON text, because the field is a text: {joined(span.converted)}.
              </p>
            )}
          </>
        ) : (
          <p className="text-12 text-ink-faint">
            {span.state === "running" ? "It is being put together." : "Nothing was put together for it."}
          </p>
        )}
      </DetailSection>
      {sent && (
        <DetailSection title="What it sends">
          <ValueView value={sent} label="what it sends" />
        </DetailSection>
      )}
      <Acceptances span={span} onSelect={onSelect} />
      <WayOn span={span} />
      {span.decisions.length > 0 && (
        <DetailSection title="Why">
          <ChoiceList trace={trace} choices={span.decisions} />
        </DetailSection>
      )}
      {calls.length > 0 && (
        <DetailSection
          title={isTool ? "Attempts" : "Its calls"}
          aside={<span className="figures">{calls.length}</span>}
        >
          <ul className="-mx-2 flex flex-col">
            {calls.map((call) => (
              <li key={call.id}>
                <button
                  type="button"
                  onClick={() => onSelect(call.id)}
                  className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
                >
                  <SpanIcon span={call} steps={steps} />
                  <span className="min-w-0 flex-1 truncate">{spanTitle(trace, call)}</span>
                  <Duration
                    ms={(call.endedAt ?? run.now()) - call.startedAt}
                    className="text-12 text-ink-faint"
                  />
                  <StateMark state={call.state} iconOnly />
                </button>
              </li>
            ))}
          </ul>
        </DetailSection>
      )}
      {span.result && (
        <DetailSection title={span.state === "ok" ? "Result" : "Result so far"}>
          <ValueView value={span.result} label="result" words />
        </DetailSection>
      )}
      {span.notes.length > 0 && (
        <DetailSection title="Notes">
          <ul className="flex flex-col gap-1 text-13 text-ink-soft">
            {span.notes.map((note) => (
              <li key={note} className="wrap-anywhere">
                {note}
              </li>
            ))}
          </ul>
        </DetailSection>
      )}
    </>
  );
}
