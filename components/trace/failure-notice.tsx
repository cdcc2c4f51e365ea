import { controlOf } from "@/components/run/control-of.ts";
import type { LiveRun } from "@/components/run/live-run.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import type { Failure } from "@/lib/run/outcome.ts";
import { type ControlEnd, controlEnd } from "@/lib/trace/control-end.ts";
import { spanWords } from "@/lib/trace/sentences.ts";
import { isBad } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { meantSpan } from "./trace-step.ts";

type Props = {
  run: LiveRun;
  failure: Failure;
  /** The span whose details this is a part of. If another step failed first, a button leads there. */
  span?: Span;
  onSelect: (span: number) => void;
};

/** A failure where it happened: which step, what was expected, what came, what to do; and the way to its origin. */
export function FailureNotice({ run, failure, span, onSelect }: Props) {
  const trace = run.trace();
  const origin = failure.code === "poison" ? lastLost(trace) : originOf(trace, span);
  const end = endOf(run, failure, origin);
  return (
    <Notice
      tone="error"
      title={end?.title ?? titleOf(trace, failure, origin)}
      action={
        origin && origin.id !== span?.id ? (
          <Button size={28} onClick={() => onSelect(origin.id)}>
            Show {origin.kind === "model" ? "the call" : origin.name}
          </Button>
        ) : undefined
      }
    >
      <p className="wrap-anywhere">{end?.text ?? failure.message}</p>
      {end?.condition && (
        <code className="figures wrap-anywhere mt-1 block rounded-control bg-sunken px-2 py-1 text-12">
          {end.condition}
        </code>
      )}
      <p className="mt-1 text-12 text-ink-faint">
        <span className="figures">{failure.code}</span>
        {failure.retryable ? " · trying again may help" : ""}
      </p>
    </Notice>
  );
}

function titleOf(trace: Trace, { code }: Failure, origin: Span | undefined): string {
  if (code === "poison") return "The run was set aside";
  if (code === "event-limit") return "The run used up its events";
  return origin ? spanWords(trace, origin) : "The run failed";
}

/** How control ended the run, or the workflow in it where that happened. */
function endOf(run: LiveRun, { code }: Failure, origin: Span | undefined): ControlEnd | null {
  if (origin && !origin.endedRun && origin.failure?.code !== code) return null;
  const control = controlOf(run, origin?.endedRun ? origin.frame : (origin?.id ?? null));
  return control && controlEnd(control, run.trace());
}

/** The call that was under way when a runner was lost last. */
function lastLost(trace: Trace): Span | undefined {
  const call = trace.losses.at(-1)?.calls[0];
  return call === undefined ? undefined : meantSpan(trace, call);
}

/** Where it went wrong under `span`, or in the run: the step after which control ended it, or the innermost failed span. */
export function originOf(trace: Trace, span?: Span): Span | undefined {
  let at = span ?? endOfRun(trace);
  for (;;) {
    if (at?.endedRun) return at;
    const inner: Span | undefined = at?.children
      .flatMap((child) => trace.spans.get(child) ?? [])
      .findLast(isBad);
    if (!inner) return at && meantSpan(trace, at.id);
    at = inner;
  }
}

function endOfRun({ spans, roots, failedSpan, failure }: Trace): Span | undefined {
  if (failedSpan !== null) return spans.get(failedSpan);
  if (failure?.code !== "no-answer") return undefined;
  return roots.flatMap((id) => spans.get(id) ?? []).find(({ endedRun }) => endedRun !== null);
}
