"use client";

import { useMemo } from "react";

/** A press that moves by more than this, px, drags the view; by less it stays a click on what it was pressed on. */
export const CLICK_DISTANCE = 4;

type Moved = MouseEvent | TouchEvent | null;

/**
 * While the view is dragged, what is under the pointer matters to nobody, and among thousands it takes long to find: a
 * cover lies over it (canvas.css) from where the press is no click any more to its end. The same attribute, and one while
 * the view is scrolled, let what is drawn move as a whole. Pass all to React Flow.
 */
export function useDragCover(whenMoved: (event: Moved) => void) {
  return useMemo(() => {
    let from: { x: number; y: number } | null = null;
    let scrolled: Element | null = null;
    return {
      onMoveStart: (event: Moved) => {
        from = event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : null;
        whenMoved(event);
      },
      onMoveEnd: () => {
        scrolled?.removeAttribute("data-scrolled");
        scrolled = null;
      },
      onMove: (event: Moved) => {
        if (isScroll(event)) {
          scrolled ??= canvasOf(event);
          scrolled?.setAttribute("data-scrolled", "");
        }
        if (from === null || !(event instanceof MouseEvent) || event.type !== "mousemove") return;
        if (Math.hypot(event.clientX - from.x, event.clientY - from.y) <= CLICK_DISTANCE) return;
        from = null;
        coverUntilRelease(canvasOf(event));
      },
    };
  }, [whenMoved]);
}

const canvasOf = (event: Moved) =>
  event?.target instanceof Element ? event.target.closest(".react-flow") : null;

/** A wheel or two fingers that shift the view; with a key they zoom. */
const isScroll = (event: Moved) => event instanceof WheelEvent && !event.ctrlKey && !event.metaKey;

/** Not until React Flow says that the view stands still: it waits a little, and the next press would meet the cover. */
function coverUntilRelease(canvas: Element | null) {
  canvas?.setAttribute("data-dragged", "");
  const uncover = () => canvas?.removeAttribute("data-dragged");
  window.addEventListener("mouseup", uncover, { capture: true, once: true });
}
