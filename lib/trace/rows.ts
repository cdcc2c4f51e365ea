import { previewOf } from "../run/value.ts";
import { spanTitle } from "./sentences.ts";
import type { Span, Trace } from "./trace.ts";

/** One line of the tree of steps and calls. */
export type TraceRow = {
  span: number;
  depth: number;
  /** The number of rows directly below it when it is open. */
  children: number;
  open: boolean;
  /** Other spans that this row shows: a tool visit also shows its only call. */
  alsoStandsFor: number | null;
};

type View = {
  /** Spans whose children are hidden. */
  closed: ReadonlySet<number>;
  /**
   * Shows only rows whose name, model, failure or preview contains this, and the rows above them; empty: all rows.
   */
  query: string;
};

/** The rows of a trace: each span below its parent, in the order of their starts. */
export function traceRows(trace: Trace, { closed, query }: View): TraceRow[] {
  const wanted = query.trim().toLowerCase();
  const kept = wanted === "" ? null : matchesWithParents(trace, wanted);
  const rows: TraceRow[] = [];
  const visit = (id: number, depth: number) => {
    const span = trace.spans.get(id);
    if (!span || (kept && !kept.has(id))) return;
    const only = performedCall(trace, span);
    const children = only ? [] : span.children.filter((child) => !kept || kept.has(child));
    const open = children.length > 0 && (kept !== null || !closed.has(id));
    rows.push({ span: id, depth, children: children.length, open, alsoStandsFor: only?.id ?? null });
    if (open) for (const child of children) visit(child, depth + 1);
  };
  for (const root of trace.roots) visit(root, 0);
  return rows;
}

/** The row that shows a span: its own, or that of the tool visit whose only call it is. */
export function rowOf(rows: readonly TraceRow[], span: number): number {
  return rows.findIndex((row) => row.span === span || row.alsoStandsFor === span);
}

/** The only call of a tool visit, or nothing if there are more: people see both as one. */
function performedCall(trace: Trace, visit: Span): Span | null {
  const [only, ...others] = visit.children;
  const call = only === undefined || others.length > 0 ? undefined : trace.spans.get(only);
  return visit.kind === "step" && call?.kind === "tool" ? call : null;
}

function matchesWithParents(trace: Trace, wanted: string): Set<number> {
  const kept = new Set<number>();
  for (const span of trace.spans.values()) {
    const text = [
      spanTitle(trace, span),
      span.reply?.model,
      span.failure?.message,
      span.failure?.code,
      span.received && previewOf(span.received),
      span.result && previewOf(span.result),
      span.reply && previewOf(span.reply.text),
    ];
    if (!text.some((part) => part?.toLowerCase().includes(wanted))) continue;
    for (
      let at: Span | undefined = span;
      at && !kept.has(at.id);
      at = at.parent === null ? undefined : trace.spans.get(at.parent)
    )
      kept.add(at.id);
  }
  return kept;
}
