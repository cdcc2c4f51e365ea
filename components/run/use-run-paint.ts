"use client";

import { useEffect, useMemo } from "react";
import { createRunPaint, type RunPaint, type WritableRunPaint } from "@/components/canvas/run-paint.ts";
import type { GraphEdge } from "@/lib/graph/edge.ts";
import type { LiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

/** Keeps a paint up to date with the run: every change once, messages as pulses along these edges. */
export function usePainting(run: LiveRun, paint: WritableRunPaint, edges: readonly GraphEdge[]): void {
  useEffect(() => {
    const painter = createRunPainter(paint, edges);
    painter(run);
    return run.subscribe(() => painter(run));
  }, [run, paint, edges]);
}

/** A paint of the run, kept up to date. */
export function useRunPaint(run: LiveRun, edges: readonly GraphEdge[]): RunPaint {
  // A run has one paint; the run itself is no part of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const paint = useMemo(() => createRunPaint(), [run]);
  usePainting(run, paint, edges);
  return paint;
}
