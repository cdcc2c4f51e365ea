"use client";

import { useEffect, useMemo } from "react";
import { createRunPaint, type RunPaint, type WritableRunPaint } from "@/components/canvas/run-paint.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import type { LiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

type Painting = {
  run: LiveRun;
  paint: WritableRunPaint;
  edges: readonly GraphEdge[];
  /** The visit to a workflow inside which these edges are; absent: they are the run's own. */
  frame?: number | null;
};

/** Keeps a paint up to date with the run: every change once, messages as pulses along these edges. */
export function usePainting({ run, paint, edges, frame = null }: Painting): void {
  useEffect(() => {
    const painter = createRunPainter(paint, edges, frame);
    painter(run);
    return run.subscribe(() => painter(run));
  }, [run, paint, edges, frame]);
}

/** A paint of the run, kept up to date; of what is inside a visit to a workflow where `frame` names one. */
export function useRunPaint(
  run: LiveRun,
  edges: readonly GraphEdge[],
  frame: number | null = null,
): RunPaint {
  // Each graph of a run has one paint; neither is a part of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const paint = useMemo(() => createRunPaint(), [run, frame]);
  usePainting({ run, paint, edges, frame });
  return paint;
}
