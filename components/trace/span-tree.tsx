"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { Button } from "@/components/ui/button.tsx";
import { classNames } from "@/components/ui/class-names.ts";
import { KeyHint } from "@/components/ui/key-hint.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { type ItemGroup, rowOf, type TraceRow, traceRows } from "@/lib/trace/rows.ts";
import { isBad } from "@/lib/trace/shown-state.ts";
import { timeWindow } from "@/lib/trace/time-window.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { ItemsRow } from "./items-row.tsx";
import { SpanRow } from "./span-row.tsx";
import type { TraceStep } from "./trace-step.ts";
import { TreeHead } from "./tree-head.tsx";

const ROW_HEIGHT = 30;

type Props = {
  run: LiveRun;
  steps: readonly TraceStep[];
  selected: number | null;
  onSelect: (span: number) => void;
  /** Enter on a row: the reader wants its details. */
  onOpen: (span: number) => void;
  /** How often the page was asked for the search by its key; each time it gets the focus. */
  searches?: number;
};

/** Steps and calls as a tree with their waterfall: arrow keys move and fold, Enter opens, / searches. */
export function SpanTree({ run, steps, selected, onSelect, onOpen, searches = 0 }: Props) {
  const id = useId();
  const now = useRunNow(run);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  // A group of items is no span: while it is the current row, its map is selected.
  const [group, setGroup] = useState<number | null>(null);
  const [query, setQuery] = useState("");
  const [onlyFailed, setOnlyFailed] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const trace = run.trace();
  const head = run.head();
  const windowMs = timeWindow({ startedAt: head.startedAt, endedAt: head.endedAt, now });
  const rows = traceRows(trace, { closed, opened, shown: selected, query, onlyFailed });
  const atGroup = rows.findIndex(({ span, items }) => items?.map === selected && span === group);
  const current = selected === null ? -1 : atGroup >= 0 ? atGroup : rowOf(rows, selected);
  const failed = countFailed(trace);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });

  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [current, virtual]);

  useEffect(() => {
    if (searches > 0) search.current?.focus();
  }, [searches]);

  const selectRow = ({ span, items }: TraceRow) => {
    setGroup(items ? span : null);
    onSelect(items ? items.map : span);
  };
  const toggle = (row: TraceRow) => {
    // What is selected inside would keep the group open.
    if (row.items) selectRow(row);
    const [before, set] = row.items ? [opened, setOpened] : [closed, setClosed];
    const next = new Set(before);
    const isIn = row.items ? row.open : before.has(row.span);
    if (isIn) next.delete(row.span);
    else next.add(row.span);
    set(next);
  };
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row) selectRow(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const row = rows[current];
    const parent = row
      ? rows.findLastIndex((other, index) => index < current && other.depth < row.depth)
      : -1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(current + 1),
      ArrowUp: () => go(current < 0 ? 0 : current - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      PageDown: () => go(current + 12),
      PageUp: () => go(Math.max(0, current - 12)),
      ArrowRight: () => {
        if (row && row.children > 0) row.open ? go(current + 1) : toggle(row);
      },
      ArrowLeft: () => {
        if (row?.open) toggle(row);
        else if (parent >= 0) go(parent);
      },
      Enter: () => row && (row.items ? toggle(row) : onOpen(row.span)),
      "/": () => search.current?.focus(),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  const columns = useMemo(() => ({ from: head.startedAt, windowMs, now }), [head.startedAt, windowMs, now]);
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-3 border-line border-b px-3">
        <TextField
          label="Search steps and calls"
          hideLabel
          size={28}
          type="search"
          ref={search}
          value={query}
          onValueChange={setQuery}
          placeholder="Search names, models, texts"
          leading={<Search size={14} aria-hidden />}
          trailing={query === "" ? <KeyHint keys="/" /> : undefined}
          onKeyDown={(event) => {
            if (event.key === "Escape" && query !== "") setQuery("");
            else if (event.key === "ArrowDown" || event.key === "Enter" || event.key === "Escape")
              scroller.current?.focus();
            else return;
            event.preventDefault();
          }}
          className="w-64 max-w-full"
        />
        <span role="status" className="truncate text-12 text-ink-faint">
          {query === "" && !onlyFailed ? "" : rows.length === 0 ? "Nothing matches" : `${rows.length} rows`}
        </span>
        {(failed > 0 || onlyFailed) && (
          <Button
            size={28}
            aria-pressed={onlyFailed}
            onClick={() => setOnlyFailed(!onlyFailed)}
            className={classNames("ml-auto shrink-0", onlyFailed && "border-failed text-failed")}
          >
            {onlyFailed ? "Show all" : `Only failed (${failed})`}
          </Button>
        )}
      </div>
      <TreeHead windowMs={windowMs} />
      <div
        ref={scroller}
        role="tree"
        aria-label="Steps and calls"
        aria-activedescendant={rows[current] ? rowId(id, rows[current]) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className={classNames(
          "group/tree min-h-0 flex-1 overflow-y-auto overflow-x-hidden",
          current >= 0 ? "outline-none" : "focus-visible:-outline-offset-2",
        )}
      >
        <div style={{ height: virtual.getTotalSize() }} className="relative">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            const span = row && trace.spans.get(row.span);
            if (!row || !span) return null;
            return (
              <div
                key={rowId("row", row)}
                style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}
                className="absolute inset-x-0 top-0"
              >
                {row.items ? (
                  <ItemsRow
                    id={rowId(id, row)}
                    group={row.items}
                    depth={row.depth}
                    shown={row.children}
                    open={row.open}
                    selected={item.index === current}
                    tookMs={groupMs(trace, row.items, now)}
                    onSelect={() => selectRow(row)}
                    onToggle={() => toggle(row)}
                  />
                ) : (
                  <SpanRow
                    id={rowId(id, row)}
                    trace={trace}
                    span={span}
                    row={row}
                    steps={steps}
                    columns={columns}
                    selected={item.index === current}
                    onSelect={() => selectRow(row)}
                    onOpen={() => onOpen(row.span)}
                    onToggle={() => toggle(row)}
                  />
                )}
              </div>
            );
          })}
        </div>
        {trace.spans.size === 0 && (
          <p className="p-4 text-13 text-ink-soft">
            {head.lastSeq === 0 ? "Waiting for the run's first step." : "Nothing had begun at this moment."}
          </p>
        )}
      </div>
    </div>
  );
}

/** The id of a row's element; a group has that of its first visit, and is another row than that. */
const rowId = (tree: string, { span, items }: TraceRow) => `${tree}-${span}${items ? "-items" : ""}`;

/** Visits that failed, ended in doubt, or ended the run. */
function countFailed(trace: Trace): number {
  let count = 0;
  for (const span of trace.spans.values()) if (span.kind === "step" && isBad(span)) count += 1;
  return count;
}

/** From the start of a group's first item to the end of its last, or to now, ms. */
function groupMs(trace: Trace, { map, from, to }: ItemGroup, now: number): number {
  const visits = (trace.spans.get(map)?.children.slice(from - 1, to) ?? []).flatMap(
    (id) => trace.spans.get(id) ?? [],
  );
  const start = visits[0]?.startedAt ?? now;
  return visits.reduce((most, { endedAt }) => Math.max(most, (endedAt ?? now) - start), 0);
}
