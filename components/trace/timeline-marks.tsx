import { useMemo } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import type { Trace } from "@/lib/trace/trace.ts";

/** More marks than this could not be told apart. */
const MOST_MARKS = 240;

/** Where choices were made and where something failed, behind the slider. */
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
          className={
            mark.failed
              ? "absolute top-[9px] h-2.5 w-[3px] -translate-x-1/2 rounded-full bg-failed"
              : "absolute top-[11px] h-1.5 w-px bg-control"
          }
        />
      ))}
    </span>
  );
}

function marksOf(trace: Trace, lengthMs: number): { at: number; failed: boolean }[] {
  const byPlace = new Map<number, { at: number; failed: boolean }>();
  const put = (at: number, failed: boolean) => {
    const place = Math.round(((at - trace.startedAt) / lengthMs) * MOST_MARKS);
    if (failed || !byPlace.has(place)) byPlace.set(place, { at, failed });
  };
  for (const { at } of trace.decisions) put(at, false);
  for (const span of trace.spans.values())
    if (span.state === "failed" && span.endedAt !== null) put(span.endedAt, true);
  return [...byPlace.values()];
}
