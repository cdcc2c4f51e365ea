"use client";

import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { EdgePaint, EdgePulse, NodePaint, RunPaint } from "./run-paint.ts";

/** The run that the canvas shows, if any. */
export const PaintContext = createContext<RunPaint | null>(null);

const watchNothing = () => () => {};

/** What the shown run says of one node; draws again only when that has changed. */
export function useNodePaint(nodeId: string): NodePaint | null {
  const paint = useContext(PaintContext);
  const read = useCallback(() => paint?.nodeState(nodeId) ?? null, [paint, nodeId]);
  return useSyncExternalStore(paint?.subscribe ?? watchNothing, read, read);
}

/** The latest message along one edge. */
export function useEdgePulse(edgeId: string): EdgePulse | null {
  const paint = useContext(PaintContext);
  const read = useCallback(() => paint?.edgePulse(edgeId) ?? null, [paint, edgeId]);
  return useSyncExternalStore(paint?.subscribe ?? watchNothing, read, read);
}

/** What the shown run says of one flow; draws again only when that has changed. */
export function useEdgePaint(edgeId: string): EdgePaint | null {
  const paint = useContext(PaintContext);
  const read = useCallback(() => paint?.edgeState(edgeId) ?? null, [paint, edgeId]);
  return useSyncExternalStore(paint?.subscribe ?? watchNothing, read, read);
}
