"use client";

import { useStoreApi } from "@xyflow/react";
import { useLayoutEffect, useRef } from "react";

const PERIOD = 80;

/**
 * The faintest staves behind the graph. They follow the viewport without React: a pan only shifts them, which paints
 * nothing, and a zoom changes how far apart they stand.
 */
export function RuledPaper() {
  const paper = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useLayoutEffect(() => {
    let drawn: readonly number[] | null = null;
    let drawnScale = 0;
    const follow = (transform: readonly [number, number, number]) => {
      if (!paper.current || drawn === transform) return;
      drawn = transform;
      const [, y, zoom] = transform;
      const scale = zoom < 0.5 ? zoom * 2 : zoom;
      if (scale !== drawnScale) paper.current.style.setProperty("--paper-zoom", String(scale));
      drawnScale = scale;
      const period = PERIOD * scale;
      paper.current.style.translate = `0 ${(((y % period) + period) % period) - period}px`;
    };
    follow(store.getState().transform);
    return store.subscribe((state) => follow(state.transform));
  }, [store]);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
      {/* Taller than the canvas by the longest period, so that a shift never shows its end. */}
      <div
        ref={paper}
        className="canvas-paper absolute inset-x-0 top-0 -bottom-[140px] will-change-transform"
      />
    </div>
  );
}
