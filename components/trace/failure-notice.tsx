import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import type { Failure } from "@/lib/run/outcome.ts";
import { spanWords } from "@/lib/trace/sentences.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { meantSpan } from "./trace-step.ts";

type Props = {
  trace: Trace;
  failure: Failure;
  /** The span whose details this is a part of. If another step failed first, a button leads there. */
  span?: Span;
  onSelect: (span: number) => void;
};

/** A failure where it happened: which step, what was expected, what came, what to do; and the way to its origin. */
export function FailureNotice({ trace, failure, span, onSelect }: Props) {
  const origin = failure.code === "poison" ? lastLost(trace) : originOf(trace, span);
  const where =
    failure.code === "poison"
      ? "The run was set aside"
      : origin
        ? spanWords(trace, origin)
        : "The run failed";
  return (
    <Notice
      tone="error"
      title={where}
      action={
        origin && origin.id !== span?.id ? (
          <Button size={28} onClick={() => onSelect(origin.id)}>
            Show {origin.kind === "model" ? "the call" : origin.name}
          </Button>
        ) : undefined
      }
    >
      <p>{failure.message}</p>
      <p className="mt-1 text-12 text-ink-faint">
        <span className="figures">{failure.code}</span>
        {failure.retryable ? " · trying again may help" : ""}
      </p>
    </Notice>
  );
}

/** The call that was under way when a runner was lost last. */
function lastLost(trace: Trace): Span | undefined {
  const call = trace.losses.at(-1)?.calls[0];
  return call === undefined ? undefined : meantSpan(trace, call);
}

/** The innermost failed span under `span` (or under the one the run names): where it went wrong. */
export function originOf(trace: Trace, span?: Span): Span | undefined {
  let at = span ?? (trace.failedSpan === null ? undefined : trace.spans.get(trace.failedSpan));
  for (;;) {
    const inner: Span | undefined = at?.children
      .map((child) => trace.spans.get(child))
      .findLast((child) => child?.state === "failed" || child?.state === "unknown");
    if (!inner) return at && meantSpan(trace, at.id);
    at = inner;
  }
}
