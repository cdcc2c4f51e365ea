import type { LiveRun } from "@/components/run/live-run.ts";
import type { KindName } from "@/components/ui/kind-look.ts";
import { Duration } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { joined } from "@/lib/trace/decision-words.ts";
import { itemPlace, itemValue } from "@/lib/trace/item-words.ts";
import { madeUpInVisit } from "@/lib/trace/made-up.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DetailSection } from "./detail-section.tsx";
import { HandoffDetail } from "./handoff-detail.tsx";
import { MadeUpLine } from "./made-up-line.tsx";
import { MapDetail } from "./map-detail.tsx";
import { SpanIcon } from "./span-icon.tsx";
import { drawnAt, stepAt } from "./step-at.ts";
import { kindOf, type TraceStep } from "./trace-step.ts";
import { useRunSources } from "./use-run-sources.tsx";
import { ValueView } from "./value-view.tsx";
import { Acceptances, WayOn } from "./way-on.tsx";
import { WorkflowDetail } from "./workflow-detail.tsx";

/** More calls than these are in the tree. */
const MOST_LISTED = 100;

type Props = {
  run: LiveRun;
  trace: Trace;
  span: Span;
  steps: readonly TraceStep[];
  onSelect: (span: number) => void;
};

/** A visit to a step: what it received exactly, its calls, its result, its notes and its choices. */
export function StepDetail({ run, trace, span, steps, onSelect }: Props) {
  const { plan, workflows } = useRunSources();
  const step = stepAt(plan, span);
  const drawn = drawnAt(plan, workflows, span);
  const isTool = kindOf(steps, span) === "tool";
  const isMap = step?.kind === "map";
  const children = span.children.flatMap((id) => trace.spans.get(id) ?? []);
  const calls = isTool && children.length === 1 ? [] : children.slice(0, MOST_LISTED);
  // A tool that was performed once is shown as its step, so what its one call sent is shown with it.
  const sent = span.sent ?? (isTool && children.length === 1 ? children[0]?.sent : null);
  return (
    <>
      <DetailSection
        title={isTool ? "Arguments" : isMap ? "The list" : "What it receives"}
        aside={span.reads.length > 0 ? <span>filled from {joined(span.reads)}</span> : undefined}
      >
        {span.received ? (
          <>
            <ValueView
              value={span.received}
              label={isTool ? "arguments" : isMap ? "the list" : "what it receives"}
            />
            <MadeUpLine fields={madeUpInVisit(trace, span)} onSelect={onSelect} />
            {span.converted.length > 0 && (
              <p className="wrap-anywhere text-12 text-ink-soft">
                Handed over as JSON text, because the field is a text: {joined(span.converted)}.
              </p>
            )}
          </>
        ) : (
          <p className="text-12 text-ink-faint">{nothingReceived(span, kindOf(steps, span))}</p>
        )}
      </DetailSection>
      {sent && (
        <DetailSection title="What it sends">
          <ValueView value={sent} label="what it sends" />
        </DetailSection>
      )}
      {isMap && <MapDetail trace={trace} span={span} step={step} onSelect={onSelect} />}
      {drawn && <WorkflowDetail drawn={drawn} />}
      <HandoffDetail trace={trace} span={span} onSelect={onSelect} />
      <Acceptances span={span} onSelect={onSelect} />
      <WayOn span={span} />
      {span.decisions.length > 0 && (
        <DetailSection title="Why">
          <ChoiceList trace={trace} choices={span.decisions} />
        </DetailSection>
      )}
      {calls.length > 0 && (
        <DetailSection
          title={
            isTool ? "Attempts" : isMap ? "Each item" : step?.kind === "workflow" ? "Its steps" : "Its calls"
          }
          aside={<span className="figures">{children.length}</span>}
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
                  <span className="min-w-0 flex-1 truncate">
                    {call.kind === "step" && itemPlace(trace, call) !== null && (
                      <span aria-hidden className="figures mr-1.5 text-12">
                        {itemPlace(trace, call)}
                      </span>
                    )}
                    {itemValue(call) ?? spanTitle(trace, call)}
                    {itemValue(call) !== null && (
                      <span className="ml-1.5 text-12 text-ink-faint">{spanTitle(trace, call)}</span>
                    )}
                  </span>
                  <Duration
                    ms={(call.endedAt ?? run.now()) - call.startedAt}
                    className="text-12 text-ink-faint"
                  />
                  <StateMark state={shownState(call)} iconOnly />
                </button>
              </li>
            ))}
          </ul>
          {children.length > MOST_LISTED && (
            <p className="text-12 text-ink-soft">
              {children.length - MOST_LISTED} more are in the list of steps and calls.
            </p>
          )}
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

function nothingReceived({ state }: Span, kind: KindName): string {
  if (kind === "branch") return "A branch receives nothing itself: what led to it goes on from it.";
  return state === "running" ? "It is being put together." : "Nothing was put together for it.";
}
