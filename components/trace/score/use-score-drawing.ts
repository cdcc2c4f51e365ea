import { type RefObject, useEffect, useRef, useState } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import type { Score } from "@/lib/trace/score.ts";
import { timeWindow } from "@/lib/trace/time-window.ts";
import { drawScore } from "./draw-score.ts";
import { onThemeChange, readColours, type ScoreColours } from "./score-colours.ts";
import { layoutScore } from "./score-layout.ts";
import type { ScorePart } from "./score-zoom.ts";

const PAGE_TURN_MS = 200;
/** With reduced motion the playhead steps instead of gliding. */
const CALM_STEP_MS = 250;

type Input = {
  run: LiveRun;
  score: Score;
  scroller: RefObject<HTMLDivElement | null>;
  canvas: RefObject<HTMLCanvasElement | null>;
  selected: number | null;
  hovered: number | null;
  labelOf: (span: number) => string;
  /** The part that is zoomed in on; null shows all. */
  part: ScorePart | null;
};

/** Keeps the canvas drawn: on each change, and in every frame while the run goes on. Returns the page it is laid out for. */
export function useScoreDrawing(input: Input): { page: { width: number; height: number }; windowMs: number } {
  const { run, scroller, canvas } = input;
  const [page, setPage] = useState({ width: 600, height: 240 });
  const [windowMs, setWindowMs] = useState(() => windowOf(run));
  const latest = useRef({ input, page });
  const colours = useRef<ScoreColours | null>(null);
  const turn = useRef({ from: windowMs, to: windowMs, startedAt: 0 });

  useEffect(() => {
    const element = canvas.current;
    const frame = scroller.current;
    if (!element || !frame) return;
    const measure = () => {
      const width = element.clientWidth;
      const height = frame.clientHeight;
      if (width > 0)
        setPage((before) =>
          before.width === width && before.height === height ? before : { width, height },
        );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas, scroller]);

  const draw = useRef(() => {});
  useEffect(() => {
    latest.current = { input, page };
    draw.current = () => {
      const element = canvas.current;
      const context = element?.getContext("2d");
      if (!element || !context) return;
      colours.current ??= readColours(element);
      const { input: shown, page: size } = latest.current;
      const fromMs = shown.part?.fromMs ?? 0;
      const shownMs = shown.part?.lengthMs ?? turnedTo(turn.current, performance.now());
      const layout = layoutScore(shown.score, { ...size, fromMs, windowMs: shownMs });
      fitCanvas(element, context, layout.width, layout.height);
      drawScore(context, {
        layout,
        colours: colours.current,
        fromMs,
        windowMs: shownMs,
        now: run.now(),
        playhead: run.position() !== null || run.head().endedAt === null,
        selected: shown.selected,
        hovered: shown.hovered,
        labelOf: shown.labelOf,
      });
    };
    draw.current();
  });

  useEffect(
    () =>
      onThemeChange(() => {
        colours.current = null;
        draw.current();
      }),
    [],
  );

  useEffect(() => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let frame = 0;
    let lastAt = 0;
    const step = (at: number) => {
      frame = requestAnimationFrame(step);
      const wanted = windowOf(run);
      if (wanted !== turn.current.to) {
        turn.current = { from: turnedTo(turn.current, at), to: wanted, startedAt: calm.matches ? 0 : at };
        setWindowMs(wanted);
      }
      const turning = at - turn.current.startedAt < PAGE_TURN_MS + 50;
      const moving = run.position() === null && run.head().endedAt === null && run.head().lastSeq > 0;
      if (!turning && !moving) return;
      if (calm.matches && at - lastAt < CALM_STEP_MS) return;
      lastAt = at;
      draw.current();
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [run]);

  return { page, windowMs };
}

function windowOf(run: LiveRun): number {
  const { startedAt, endedAt, at } = run.head();
  return timeWindow({ startedAt, endedAt, now: run.position() === null ? run.now() : at });
}

function turnedTo(turn: { from: number; to: number; startedAt: number }, at: number): number {
  const part = Math.min(1, Math.max(0, (at - turn.startedAt) / PAGE_TURN_MS));
  return turn.from + (turn.to - turn.from) * (1 - (1 - part) ** 3);
}

function fitCanvas(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
) {
  const ratio = window.devicePixelRatio || 1;
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (element.width !== pixelsWide || element.height !== pixelsHigh) {
    element.width = pixelsWide;
    element.height = pixelsHigh;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
