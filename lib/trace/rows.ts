import { previewOf } from "../run/value.ts";
import { spanTitle } from "./sentences.ts";
import { isBad } from "./shown-state.ts";
import type { Span, Trace } from "./trace.ts";

/** Items of a map that stand under each other without being put together; also how many one group has. */
const ITEMS_PER_GROUP = 100;

/** Neighbouring items of a map as one line: their numbers, counted from 1, and how they do. */
export type ItemGroup = { map: number; from: number; to: number; failed: number; running: number };

/** One line of the tree of steps and calls. */
export type TraceRow = {
  /** The span that it shows or, of a group, the first visit in it. */
  span: number;
  depth: number;
  /** The number of rows directly below it when it is open. */
  children: number;
  open: boolean;
  /** Other spans that this row shows: a tool visit also shows its only call. */
  alsoStandsFor: number | null;
  /** Set where the row stands for a group of items. */
  items: ItemGroup | null;
};

type View = {
  /** Spans whose children are hidden. */
  closed: ReadonlySet<number>;
  /** Groups of items, by their first visit, whose items are shown. */
  opened?: ReadonlySet<number>;
  /** A span that has to be there: the group that it is in is open. */
  shown?: number | null;
  /**
   * Shows only rows whose name, model, failure or preview contains this, and the rows above them; empty: all rows.
   */
  query: string;
  /** Shows only what failed, or may have, and the rows above. */
  onlyFailed?: boolean;
};

/** The rows of a trace: each span below its parent, in the order of their starts; many items of a map in groups. */
export function traceRows(trace: Trace, view: View): TraceRow[] {
  const { closed, opened, shown = null, query, onlyFailed = false } = view;
  const wanted = query.trim().toLowerCase();
  const kept = wanted === "" && !onlyFailed ? null : matchesWithParents(trace, { wanted, onlyFailed });
  const around = shown === null ? new Set<number>() : withParents(trace, [shown]);
  const rows: TraceRow[] = [];
  const visit = (id: number, depth: number) => {
    const span = trace.spans.get(id);
    if (!span || (kept && !kept.has(id))) return;
    const only = performedCall(trace, span);
    const children = only ? [] : kept ? span.children.filter((child) => kept.has(child)) : span.children;
    const open = children.length > 0 && (kept !== null || !closed.has(id));
    const groups = span.items && span.items.count > ITEMS_PER_GROUP ? groupsOf(trace, span, children) : null;
    const below = groups ? groups.length : children.length;
    rows.push({ span: id, depth, children: below, open, alsoStandsFor: only?.id ?? null, items: null });
    if (!open) return;
    if (!groups) for (const child of children) visit(child, depth + 1);
    for (const { first, inside, items } of groups ?? []) {
      const isOpen = kept !== null || opened?.has(first) || inside.some((child) => around.has(child));
      const group = { span: first, children: inside.length, open: isOpen, alsoStandsFor: null, items };
      rows.push({ ...group, depth: depth + 1 });
      if (isOpen) for (const child of inside) visit(child, depth + 2);
    }
  };
  for (const root of trace.roots) visit(root, 0);
  return rows;
}

/** The row that shows a span: its own, or that of the tool visit whose only call it is. */
export function rowOf(rows: readonly TraceRow[], span: number): number {
  return rows.findIndex((row) => row.items === null && (row.span === span || row.alsoStandsFor === span));
}

type Group = { first: number; inside: number[]; items: ItemGroup };

/** The items of a map, as many together as a group has. The first visit of a group is the same under every filter. */
function groupsOf(
  trace: Trace,
  { id: map, children: all, items }: Span,
  children: readonly number[],
): Group[] {
  const groups = new Map<number, Group>();
  for (const child of children) {
    const span = trace.spans.get(child);
    if (span?.origin?.by !== "item") continue;
    const from = span.origin.index - (span.origin.index % ITEMS_PER_GROUP);
    const to = Math.min(from + ITEMS_PER_GROUP, items?.count ?? 0);
    const group = groups.get(from) ?? {
      first: all[from] ?? child,
      inside: [],
      items: { map, from: from + 1, to, failed: 0, running: 0 },
    };
    groups.set(from, group);
    group.inside.push(child);
    if (span.endedAt === null) group.items.running += 1;
    if (isBad(span)) group.items.failed += 1;
  }
  return [...groups.values()];
}

/** The only call of a tool visit, or nothing if there are more: people see both as one. */
function performedCall(trace: Trace, visit: Span): Span | null {
  const only = visit.children.length === 1 ? visit.children[0] : undefined;
  const call = only === undefined ? undefined : trace.spans.get(only);
  return visit.kind === "step" && call?.kind === "tool" ? call : null;
}

function matchesWithParents(trace: Trace, of: { wanted: string; onlyFailed: boolean }): Set<number> {
  const matches: number[] = [];
  for (const span of trace.spans.values())
    if ((!of.onlyFailed || isBad(span)) && (of.wanted === "" || hasText(trace, span, of.wanted)))
      matches.push(span.id);
  return withParents(trace, matches);
}

function hasText(trace: Trace, span: Span, wanted: string): boolean {
  const text = [
    spanTitle(trace, span),
    span.reply?.model,
    span.failure?.message,
    span.failure?.code,
    span.received && previewOf(span.received),
    span.result && previewOf(span.result),
    span.reply && previewOf(span.reply.text),
  ];
  return text.some((part) => part?.toLowerCase().includes(wanted));
}

function withParents(trace: Trace, spans: readonly number[]): Set<number> {
  const kept = new Set<number>();
  for (const id of spans)
    for (
      let at = trace.spans.get(id);
      at && !kept.has(at.id);
      at = at.parent === null ? undefined : trace.spans.get(at.parent)
    )
      kept.add(at.id);
  return kept;
}
