"use client";

import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { sameFields, useLiveRun, useRunVersion } from "@/components/run/use-live-run.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { KindIcon } from "@/components/ui/kind-icon.tsx";
import { mainOf } from "@/lib/plan/plan-index.ts";
import { emptyTrace } from "@/lib/trace/fold.ts";
import { itemPlace } from "@/lib/trace/item-words.ts";
import { type Bar, type Score, scoreOf } from "@/lib/trace/score.ts";
import { spanSentence, spanTitle } from "@/lib/trace/sentences.ts";
import { kindOf, type TraceStep } from "../trace-step.ts";
import { BarHint } from "./bar-hint.tsx";
import { AXIS_HEIGHT, barAt, layoutScore, neighbourBar } from "./score-layout.ts";
import { panned, type ScorePart, zoomed } from "./score-zoom.ts";
import { useScoreDrawing } from "./use-score-drawing.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";

type Props = {
  /** Null before the first run: the staves stand empty. */
  run: LiveRun | null;
  steps: readonly TraceStep[];
  selected: number | null;
  onSelect: (span: number) => void;
  /** Lets the playhead be moved by the time axis. */
  onSeek?: (at: number) => void;
};

/** The score of a run: a stave per agent, calls as bars, ties, rests, one playhead. Arrow keys go from bar to bar. */
export function ScoreView(props: Props) {
  return props.run ? <RunScore {...props} run={props.run} /> : <EmptyScore steps={props.steps} />;
}

function RunScore({ run, steps, selected, onSelect, onSeek }: Props & { run: LiveRun }) {
  const hintId = useId();
  const version = useRunVersion(run);
  const head = run.head();
  // The head changes in place: its version says when to look again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const score = useMemo(
    () => scoreOf(head, steps, run.plan && mainOf(run.plan)),
    [head, steps, run, version],
  );
  const [hover, setHover] = useState<{ bar: Bar; x: number; y: number } | null>(null);
  const [seeking, setSeeking] = useState(false);
  const [part, setPart] = useState<ScorePart | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { page, windowMs } = useScoreDrawing({
    run,
    score,
    scroller,
    canvas,
    selected,
    hovered: hover?.bar.span ?? null,
    labelOf: (id) => {
      const span = head.spans.get(id);
      if (!span) return "";
      const place = itemPlace(head, span);
      return place === null
        ? spanTitle(head, span)
        : `${place}: ${span.kind === "step" ? span.name : spanTitle(head, span)}`;
    },
    part,
  });
  const shownPart = part ?? { fromMs: 0, lengthMs: windowMs };
  const layout = layoutScore(score, { ...page, fromMs: shownPart.fromMs, windowMs: shownPart.lengthMs });
  useWheelZoom(canvas, (wheel) => {
    const aroundMs = layout.atOf(wheel.x) - score.from;
    if (wheel.zooms) setPart(zoomed(part, windowMs, { factor: wheel.factor, aroundMs }));
    else setPart(panned(part, windowMs, (wheel.dx / page.width) * shownPart.lengthMs));
    return wheel.zooms || part !== null;
  });
  const chosen = selected === null ? undefined : head.spans.get(selected);

  const pointOf = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const onPointerMove = (event: PointerEvent) => {
    const point = pointOf(event);
    if (seeking) {
      onSeek?.(layout.atOf(point.x));
      return;
    }
    const bar = point.y < AXIS_HEIGHT ? null : barAt(layout, point, run.now());
    setHover(bar && { bar, ...point });
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    const point = pointOf(event);
    const bar = point.y < AXIS_HEIGHT ? null : barAt(layout, point, run.now());
    if (bar) onSelect(bar.span);
    else if (onSeek) {
      event.currentTarget.setPointerCapture(event.pointerId);
      setSeeking(true);
      onSeek(layout.atOf(point.x));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const factor = { "+": 0.6, "=": 0.6, "-": 1 / 0.6, "0": Number.POSITIVE_INFINITY }[event.key];
    if (factor !== undefined) {
      event.preventDefault();
      const middle = chosen?.startedAt ?? run.now();
      setPart(zoomed(part, windowMs, { factor, aroundMs: Math.min(windowMs, middle - score.from) }));
      return;
    }
    const arrow = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key);
    if (!arrow) return;
    event.preventDefault();
    const bar = neighbourBar(score, selected, event.key);
    if (!bar) return;
    onSelect(bar.span);
    const at = bar.from - score.from;
    if (part && (at < part.fromMs || at > part.fromMs + part.lengthMs))
      setPart(panned(part, windowMs, at - part.fromMs - part.lengthMs / 3));
  };

  return (
    <div ref={scroller} className="relative flex min-h-0 flex-1 overflow-y-auto overflow-x-hidden">
      <StaveNames run={run} steps={steps} layout={layout} onSelect={onSelect} />
      <div className="relative min-w-0 flex-1">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing with its own keys is no fieldset */}
        <div
          role="group"
          aria-label="Score. Arrow keys go from call to call, plus and minus zoom."
          aria-describedby={hintId}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys work here
          tabIndex={0}
          onKeyDown={onKeyDown}
          className="absolute inset-0 focus-visible:-outline-offset-2"
          style={{ height: layout.height }}
        >
          <canvas
            ref={canvas}
            aria-hidden
            onPointerMove={onPointerMove}
            onPointerDown={onPointerDown}
            onPointerUp={() => setSeeking(false)}
            onPointerCancel={() => setSeeking(false)}
            onPointerLeave={() => setHover(null)}
            style={{ height: layout.height }}
            className={classNames(
              "block w-full touch-pan-y",
              hover ? "cursor-pointer" : onSeek ? "cursor-col-resize" : "cursor-default",
            )}
          />
        </div>
        <RoundList score={score} />
        <p id={hintId} role="status" className="sr-only">
          {chosen ? spanSentence(head, chosen) : ""}
        </p>
        <div aria-hidden className="pointer-events-none sm:hidden">
          {layout.staves.map(({ stave, top }) => (
            <span
              key={stave.step}
              style={{ top: top - 15 }}
              className="absolute left-1 max-w-full truncate bg-surface/80 px-0.5 text-11 text-ink-soft leading-3"
            >
              {stave.name}
            </span>
          ))}
        </div>
        {part && (
          <button
            type="button"
            onClick={() => setPart(null)}
            className="absolute top-px right-1 z-10 h-5 rounded-mark border border-line-strong bg-raised px-1.5 text-11 text-ink-soft hover:bg-hover hover:text-ink"
          >
            Whole run
          </button>
        )}
        {hover && !seeking && <BarHint run={run} hover={hover} width={page.width} />}
      </div>
    </div>
  );
}

/** The rounds of loops for who does not see them drawn. */
function RoundList({ score }: { score: Score }) {
  if (score.rounds.length === 0) return null;
  return (
    <ul aria-label="Rounds" className="sr-only">
      {score.rounds.map(({ span, name, number, from, to }) => (
        <li key={span}>
          {name}, round {number}: from {formatDuration(from - score.from)}
          {to === null ? " on" : `, for ${formatDuration(to - from)}`}
        </li>
      ))}
    </ul>
  );
}

type NamesProps = {
  run: LiveRun;
  steps: readonly TraceStep[];
  layout: ReturnType<typeof layoutScore>;
  onSelect: (span: number) => void;
};

/** The names left of the staves; pressing one selects the agent's latest visit. */
function StaveNames({ run, steps, layout, onSelect }: NamesProps) {
  return (
    <ul
      className="relative w-9 shrink-0 border-line border-r sm:w-38"
      style={{ height: layout.height }}
      aria-label="Agents"
    >
      {layout.staves.map(({ stave, boxTop, boxHeight }) => {
        const last = stave.phrases.at(-1);
        return (
          <li key={stave.step} className="absolute inset-x-0" style={{ top: boxTop, height: boxHeight }}>
            <button
              type="button"
              disabled={!last}
              aria-label={stave.name}
              title={stave.name}
              onClick={() => last && onSelect(last.span)}
              className={classNames(
                "flex size-full items-center gap-2 px-2.5 text-left text-12 sm:px-3 focus-visible:-outline-offset-2 disabled:cursor-default",
                last ? "text-ink hover:bg-hover" : "text-ink-faint",
              )}
            >
              <KindIcon
                kind={kindOf(steps, { path: [], step: stave.step })}
                size={14}
                className={last ? "" : "opacity-60"}
              />
              <span className="min-w-0 truncate max-sm:hidden">{stave.name}</span>
              <StavePlays run={run} step={stave.step} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** A small dot while the agent is at work. */
function StavePlays({ run, step }: { run: LiveRun; step: string }) {
  const { plays } = useLiveRun(
    run,
    (current) => ({
      plays: [...current.trace().spans.values()].some(
        (span) => span.frame === null && span.step === step && span.state === "running",
      ),
    }),
    sameFields,
  );
  if (!plays) return null;
  return (
    <span className="ml-auto hidden size-1.5 shrink-0 animate-breathe rounded-full bg-accent sm:block">
      <span className="sr-only">at work</span>
    </span>
  );
}

function EmptyScore({ steps }: { steps: readonly TraceStep[] }) {
  const score = useMemo(() => scoreOf(emptyTrace(""), steps), [steps]);
  const layout = layoutScore(score, { width: 600, height: 260, windowMs: 10_000 });
  return (
    <div className="min-h-0 flex-1 overflow-hidden" style={{ paddingTop: AXIS_HEIGHT }}>
      {layout.staves.map(({ stave, boxHeight, height }) => (
        <div key={stave.step} className="flex items-center" style={{ height: boxHeight }}>
          <span className="flex w-10 shrink-0 items-center gap-2 px-3 text-12 text-ink-faint sm:w-38">
            <KindIcon kind={kindOf(steps, { path: [], step: stave.step })} size={14} className="opacity-60" />
            <span className="hidden min-w-0 truncate sm:block">{stave.name}</span>
          </span>
          <span className="flex flex-1 flex-col justify-between" style={{ height }}>
            {["1", "2", "3", "4", "5"].map((line) => (
              <span key={line} className="block h-px bg-line" />
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}
