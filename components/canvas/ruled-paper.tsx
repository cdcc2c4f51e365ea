"use client";

import { useStoreApi } from "@xyflow/react";
import { useLayoutEffect, useRef } from "react";

const PERIOD = 80;

/** The faintest staves behind the graph. They follow the viewport by two style properties, without drawing React again. */
export function RuledPaper() {
  const paper = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useLayoutEffect(() => {
    let drawn: readonly number[] | null = null;
    const follow = (transform: readonly [number, number, number]) => {
      if (!paper.current || drawn === transform) return;
      drawn = transform;
      const [, y, zoom] = transform;
      const scale = zoom < 0.5 ? zoom * 2 : zoom;
      paper.current.style.setProperty("--paper-zoom", String(scale));
      paper.current.style.backgroundPositionY = `${y % (PERIOD * scale)}px`;
    };
    follow(store.getState().transform);
    return store.subscribe((state) => follow(state.transform));
  }, [store]);
  return <div ref={paper} aria-hidden className="canvas-paper pointer-events-none absolute inset-0" />;
}
