import { type PointerEvent, type ReactNode, useMemo, useState } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { decisionWords, type PlanWords } from "@/lib/trace/decision-words.ts";
import { lossSentence } from "@/lib/trace/losses.ts";
import { spanTitle } from "@/lib/trace/sentences.ts";
import { shownState } from "@/lib/trace/shown-state.ts";
import type { MadeDecision, Span, Trace } from "@/lib/trace/trace.ts";
import { useRunSources } from "./use-run-sources.tsx";

/** More marks than this could not be told apart. */
const MOST_MARKS = 240;

/** Distance of the slider's ends from its edges, px: half its thumb. */
const INSET = 7;
/** From so near, px, the pointer is on a mark. */
const NEAR = 5;
/** The most that is said of one mark. */
const MOST_SAID = 4;

/** `says`: what happened there, made when somebody asks. */
type Mark = { at: number; kind: "choice" | "loss" | "failure"; says: (() => string)[] };

/** Where marks overlap, the last kind in this list is on top. */
const order: Mark["kind"][] = ["choice", "loss", "failure"];
const looks: Record<Mark["kind"], string> = {
  choice: "top-[11px] h-1.5 w-px bg-control",
  loss: "top-[9px] h-2.5 w-[5px] -translate-x-1/2 -skew-x-12 border-ink-soft border-x-[1.5px]",
  failure: "top-[9px] h-2.5 w-[3px] -translate-x-1/2 rounded-full bg-failed",
};

/** Where choices were made, a runner was lost or something failed, behind the slider; the pointer is told what it was. */
export function TimelineMarks({
  run,
  lengthMs,
  children,
}: {
  run: LiveRun;
  lengthMs: number;
  /** The slider. */
  children: ReactNode;
}) {
  const { words } = useRunSources();
  const [told, setTold] = useState<string>();
  const head = run.head();
  const lastSeq = head.lastSeq;
  // The head changes in place: its last event says when to look again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const marks = useMemo(() => marksOf(head, lengthMs, words), [head, lastSeq, lengthMs, words]);
  const share = ({ at }: Mark) => (at - head.startedAt) / lengthMs;
  function point({ clientX, currentTarget }: PointerEvent) {
    const { left, width } = currentTarget.getBoundingClientRect();
    const away = (mark: Mark) => Math.abs(left + INSET + share(mark) * (width - 2 * INSET) - clientX);
    const [nearest] = marks.toSorted((one, other) => away(one) - away(other));
    setTold(nearest && away(nearest) <= NEAR ? wordsOf(nearest) : undefined);
  }
  return (
    <div title={told} onPointerMove={point} className="relative flex min-w-0 flex-1 items-center">
      <span aria-hidden className="pointer-events-none absolute inset-x-[7px] inset-y-0">
        {marks.map((mark) => (
          <span
            key={mark.at}
            style={{ left: `${share(mark) * 100}%` }}
            className={classNames(
              "absolute forced-colors:forced-color-adjust-none",
              mark.kind === "loss" ? "forced-colors:border-[CanvasText]" : "forced-colors:bg-[CanvasText]",
              looks[mark.kind],
            )}
          />
        ))}
      </span>
      {children}
    </div>
  );
}

function wordsOf({ says }: Mark): string {
  const told = says.slice(0, MOST_SAID).map((say) => say());
  const more = says.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join("\n");
}

function chosen(trace: Trace, made: MadeDecision, plan: PlanWords): string {
  const { decision } = made;
  const who = "span" in decision ? trace.spans.get(decision.span) : undefined;
  return [who?.name, decisionWords(trace, made, plan).sentence].filter(Boolean).join(": ");
}

function failed(trace: Trace, span: Span): string {
  if (span.kind !== "model") return `${spanTitle(trace, span)} failed.`;
  const asking = span.parent === null ? undefined : trace.spans.get(span.parent);
  return `${asking?.name ?? span.name} got no usable reply.`;
}

function marksOf(trace: Trace, lengthMs: number, plan: PlanWords): Mark[] {
  const byPlace = new Map<number, Mark>();
  const put = (at: number, kind: Mark["kind"], say: () => string) => {
    const place = Math.round(((at - trace.startedAt) / lengthMs) * MOST_MARKS);
    const there = byPlace.get(place);
    if (!there) {
      byPlace.set(place, { at, kind, says: [say] });
      return;
    }
    there.says.push(say);
    if (order.indexOf(there.kind) < order.indexOf(kind)) Object.assign(there, { at, kind });
  };
  for (const decision of trace.decisions) put(decision.at, "choice", () => chosen(trace, decision, plan));
  for (const loss of trace.losses) put(loss.at, "loss", () => lossSentence(trace, loss));
  for (const span of trace.spans.values())
    if (shownState(span) === "failed" && span.endedAt !== null)
      put(span.endedAt, "failure", () => failed(trace, span));
  return [...byPlace.values()];
}
