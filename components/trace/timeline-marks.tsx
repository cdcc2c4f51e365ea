import { useMemo } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { Trace } from "@/lib/trace/trace.ts";

/** More marks than this could not be told apart. */
const MOST_MARKS = 240;

type Mark = { at: number; kind: "choice" | "loss" | "failure" };

/** Where marks overlap, the last kind in this list is on top. */
const order: Mark["kind"][] = ["choice", "loss", "failure"];
const looks: Record<Mark["kind"], string> = {
  choice: "top-[11px] h-1.5 w-px bg-control",
  loss: "top-[9px] h-2.5 w-[5px] -translate-x-1/2 -skew-x-12 border-ink-soft border-x-[1.5px]",
  failure: "top-[9px] h-2.5 w-[3px] -translate-x-1/2 rounded-full bg-failed",
};

/** Where choices were made, a runner was lost or something failed, behind the slider. */
export function TimelineMarks({ run, lengthMs }: { run: LiveRun; lengthMs: number }) {
  const head = run.head();
  const lastSeq = head.lastSeq;
  // The head changes in place: its last event says when to look again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const marks = useMemo(() => marksOf(head, lengthMs), [head, lastSeq, lengthMs]);
  return (
    <span aria-hidden className="pointer-events-none absolute inset-x-[7px] inset-y-0">
      {marks.map((mark) => (
        <span
          key={mark.at}
          style={{ left: `${((mark.at - head.startedAt) / lengthMs) * 100}%` }}
          className={classNames(
            "absolute forced-colors:forced-color-adjust-none",
            mark.kind === "loss" ? "forced-colors:border-[CanvasText]" : "forced-colors:bg-[CanvasText]",
            looks[mark.kind],
          )}
        />
      ))}
    </span>
  );
}

function marksOf(trace: Trace, lengthMs: number): Mark[] {
  const byPlace = new Map<number, Mark>();
  const put = (at: number, kind: Mark["kind"]) => {
    const place = Math.round(((at - trace.startedAt) / lengthMs) * MOST_MARKS);
    const there = byPlace.get(place);
    if (!there || order.indexOf(there.kind) < order.indexOf(kind)) byPlace.set(place, { at, kind });
  };
  for (const { at } of trace.decisions) put(at, "choice");
  for (const { at } of trace.losses) put(at, "loss");
  for (const span of trace.spans.values())
    if (shownState(span) === "failed" && span.endedAt !== null) put(span.endedAt, "failure");
  return [...byPlace.values()];
}
