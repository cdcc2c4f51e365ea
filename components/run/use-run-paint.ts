"use client";

import { useEffect, useMemo } from "react";
import { createRunPaint, type RunPaint } from "@/components/canvas/run-paint.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import type { LiveRun } from "./live-run.ts";
import { createRunPainter } from "./paint-run.ts";

/** The run painted for the canvas, kept up to date; null while no run is shown. */
export function useRunPaint(run: LiveRun | null, graph: Graph | null): RunPaint | null {
  const paint = useMemo(() => (run ? createRunPaint() : null), [run]);
  const edges = graph?.edges;
  useEffect(() => {
    if (!run || !paint || !edges) return;
    const painter = createRunPainter(paint, edges);
    painter(run);
    return run.subscribe(() => painter(run));
  }, [run, paint, edges]);
  return paint;
}
