import { classNames } from "@/components/ui/class-names.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import type { Columns } from "./span-row.tsx";

/** When a span was at work, within the run: a step is a line with ends, a call a bar, its wait for the first token paler. */
export function WaterfallBar({ trace, span, columns }: { trace: Trace; span: Span; columns: Columns }) {
  const { from, windowMs, now } = columns;
  const end = span.endedAt ?? Math.max(now, span.startedAt);
  const left = percent(span.startedAt - from, windowMs);
  const width = percent(end - span.startedAt, windowMs);
  const place = { left: `${left}%`, width: `max(3px, ${width}%)` };
  const only = span.children.length === 1 ? trace.spans.get(span.children[0] ?? 0) : undefined;
  const isTool = span.kind === "tool" || only?.kind === "tool";
  if (span.kind === "step" && !isTool && span.children.length > 0)
    return (
      <span
        style={place}
        className={classNames(
          "absolute top-1/2 h-1.5 -translate-y-1/2 border-x border-t",
          shownState(span) === "failed"
            ? "border-failed"
            : span.state === "running"
              ? "border-accent"
              : "border-control",
        )}
      />
    );
  const waited = span.reply?.firstTokenMs ?? 0;
  return (
    <span
      style={place}
      className={classNames(
        "absolute top-1/2 h-2.5 -translate-y-1/2 overflow-hidden rounded-[3px]",
        "forced-colors:bg-[CanvasText] forced-colors:forced-color-adjust-none",
        barColour(span, isTool),
      )}
    >
      {waited > 0 && end > span.startedAt && (
        <span
          style={{ width: `${percent(waited, end - span.startedAt)}%` }}
          className="absolute inset-y-0 left-0 bg-surface/55 forced-colors:bg-[GrayText]"
        />
      )}
    </span>
  );
}

function barColour(span: Span, isTool: boolean): string {
  switch (shownState(span)) {
    case "running":
      return "bg-accent";
    case "failed":
      return "bg-failed";
    case "cancelled":
    case "lost":
      return "bg-cancelled/60";
    case "waiting":
    case "sent-back":
    case "unknown":
      return "bg-waiting";
    case "ok":
      return isTool ? "bg-kind-tool" : span.kind === "model" ? "bg-kind-agent" : "bg-control";
  }
}

function percent(part: number, whole: number): number {
  return Math.min(100, Math.max(0, (part / whole) * 100));
}
