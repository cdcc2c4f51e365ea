import type { Span, Trace } from "./trace.ts";

/**
 * The span as the graph of `frame` shows it: itself, or the visit to a workflow in that graph inside which it is. Undefined
 * where it is in another frame.
 */
export function spanIn(trace: Trace, span: Span, frame: number | null): Span | undefined {
  let at: Span | undefined = span;
  while (at && at.frame !== frame) at = at.frame === null ? undefined : trace.spans.get(at.frame);
  return at;
}

/** The visits to workflows that lead to a frame, the outermost first; empty for the run's own, or one that is not there. */
export function framesTo(trace: Trace, frame: number | null): Span[] {
  const way: Span[] = [];
  for (let at = frame === null ? undefined : trace.spans.get(frame); at; ) {
    way.unshift(at);
    at = at.frame === null ? undefined : trace.spans.get(at.frame);
  }
  return way;
}

/** All visits to a step of the graph of `frame`, in their order. */
export function visitsTo(trace: Trace, { step, frame }: Pick<Span, "step" | "frame">): Span[] {
  const visits: Span[] = [];
  for (const span of trace.spans.values())
    if (span.kind === "step" && span.step === step && span.frame === frame) visits.push(span);
  return visits;
}
