"use client";

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";

/** How the whole graph is brought into view: with room for the tools below it, never enlarged. */
export const FIT = { padding: { top: "32px", x: "32px", bottom: "64px" }, maxZoom: 1 } as const;

/**
 * Keeps everything in view while the page settles and panels open around the canvas, until a person has moved the
 * view (pass the returned function to `onMoveStart`) or started to work (`busy`, once true).
 */
export function useKeepFitted(busy: boolean): (event: unknown) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const moved = useRef(false);
  useEffect(() => {
    if (busy) moved.current = true;
    let size = "0 0";
    // From the first size on: left to itself React Flow fits once a node was drawn, and draws only nodes that are in view.
    const look = ({ width, height }: { width: number; height: number }) => {
      const now = `${width} ${height}`;
      if (now === size) return;
      size = now;
      if (!moved.current) requestAnimationFrame(() => void flow.fitView(FIT));
    };
    look(store.getState());
    return store.subscribe(look);
  }, [store, flow, busy]);
  // Without an event, the program moved the view.
  return useCallback((event) => {
    if (event) moved.current = true;
  }, []);
}
