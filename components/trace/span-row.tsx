import { ChevronRight } from "lucide-react";
import { classNames } from "@/components/ui/class-names.ts";
import { Duration, Money, TokenCount } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { replacedFailure } from "@/lib/trace/failures.ts";
import { itemPlace, itemValue } from "@/lib/trace/item-words.ts";
import type { TraceRow } from "@/lib/trace/rows.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { SpanIcon } from "./span-icon.tsx";
import type { TraceStep } from "./trace-step.ts";
import { triesWords } from "./tries-words.ts";
import { useRunSources } from "./use-run-sources.tsx";
import { WaterfallBar } from "./waterfall-bar.tsx";

/** What the waterfall shows: from when (epoch ms), how long (ms), and the moment being viewed (epoch ms). */
export type Columns = { from: number; windowMs: number; now: number };

type Props = {
  id: string;
  trace: Trace;
  span: Span;
  row: TraceRow;
  steps: readonly TraceStep[];
  columns: Columns;
  selected: boolean;
  onSelect: () => void;
  onOpen: () => void;
  onToggle: () => void;
};

/** One row of the tree: name, waterfall, duration, tokens, cost, state. */
export function SpanRow({
  id,
  trace,
  span,
  row,
  steps,
  columns,
  selected,
  onSelect,
  onOpen,
  onToggle,
}: Props) {
  const title = spanTitle(trace, span);
  const place = span.kind === "step" ? itemPlace(trace, span) : null;
  const value = place === null ? null : itemValue(span);
  const tries = triesWords(trace, span, useRunSources().words);
  const tokens = span.totals.usage.inputTokens + span.totals.usage.outputTokens;
  const retried =
    span.attempt > 0 ? `attempt ${span.attempt + 1}` : replacedFailure(span) ? "failed, given result" : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around handles every key for its rows
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus and names the row by aria-activedescendant
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={selected}
      aria-expanded={row.children > 0 ? row.open : undefined}
      onClick={onSelect}
      onDoubleClick={onOpen}
      className={classNames(
        "flex h-full cursor-default items-center gap-2 border-line/60 border-b pr-3 text-13",
        selected
          ? "-outline-offset-2 bg-accent-wash outline-focus group-focus-visible/tree:outline-2"
          : "hover:bg-hover",
      )}
    >
      <span
        className="flex min-w-0 flex-1 items-center gap-1.5 @lg:w-56 @lg:flex-none @3xl:w-72 @5xl:w-88"
        style={{ paddingLeft: 4 + Math.min(row.depth, 12) * 14 }}
      >
        {row.children > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={row.open ? `Close ${title}` : `Open ${title}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
            className="-my-1 flex size-6 shrink-0 items-center justify-center rounded-mark text-ink-faint hover:bg-pressed hover:text-ink"
          >
            <ChevronRight
              size={14}
              aria-hidden
              className={classNames("transition-transform", row.open && "rotate-90")}
            />
          </button>
        ) : (
          <span className="w-6 shrink-0" />
        )}
        <SpanIcon span={span} steps={steps} />
        {place === null ? (
          <span
            className={classNames("truncate", span.kind === "step" ? "text-ink" : "text-ink-soft")}
            title={title}
          >
            {title}
          </span>
        ) : (
          <span className="flex min-w-0 items-baseline gap-1.5" title={title}>
            <span className="sr-only">{title}</span>
            <span aria-hidden className="figures shrink-0 text-12">
              {place}
            </span>
            <span className="min-w-0 truncate" aria-hidden={value === null}>
              {value ?? span.name}
            </span>
          </span>
        )}
        {tries !== null && <span className="shrink-0 text-11 text-waiting">{tries}</span>}
        {retried && <span className="shrink-0 text-11 text-waiting">{retried}</span>}
        {!row.open && row.children > 0 && (
          <span className="figures shrink-0 text-11 text-ink-faint">{row.children}</span>
        )}
      </span>
      <span className="relative hidden h-full flex-1 @lg:block">
        <WaterfallBar trace={trace} span={span} columns={columns} />
      </span>
      <Duration
        ms={Math.max(0, (span.endedAt ?? columns.now) - span.startedAt)}
        className="w-14 shrink-0 text-right text-12 text-ink-soft"
      />
      <span className="hidden w-12 shrink-0 text-right text-12 text-ink-faint @2xl:block">
        {tokens > 0 && <TokenCount count={tokens} unit={false} estimated={span.totals.usage.estimated} />}
      </span>
      <span className="hidden w-16 shrink-0 text-right text-12 text-ink-faint @2xl:block">
        {span.totals.modelCalls > 0 && <Money nanoDollars={span.totals.costNanos} label={false} />}
      </span>
      <span className="hidden w-18 shrink-0 @3xl:block">
        <StateMark state={shownState(span)} />
      </span>
      <StateMark state={shownState(span)} iconOnly className="@3xl:hidden" />
    </div>
  );
}
