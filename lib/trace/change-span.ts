import type { Span, Trace } from "./trace.ts";

/** A copy of a span that can be changed without changing the original. Values, which never change, are shared. */
export const copySpan = (span: Span): Span => ({
  ...span,
  decisions: [...span.decisions],
  children: [...span.children],
  totals: { ...span.totals },
  items: span.items && { ...span.items, failed: [...span.items.failed] },
});

/**
 * The span to write to. Copies of a trace share spans that have ended, so one of these is replaced by a copy of its own
 * first; what only concerns open spans may write to them as they are.
 */
export function spanToChange(trace: Trace, id: number): Span | undefined {
  const span = trace.spans.get(id);
  if (!span || span.endedAt === null) return span;
  const own = copySpan(span);
  trace.spans.set(id, own);
  return own;
}
