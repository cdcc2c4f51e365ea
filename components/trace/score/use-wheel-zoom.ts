import { type RefObject, useEffect, useRef } from "react";

/** A turn of the wheel over an element: with Ctrl or Command it zooms, sideways (or with Shift) it moves. */
export type Wheel = { x: number; dx: number; zooms: boolean; factor: number };

/** Listens to the wheel; `onWheel` says whether it used it, else the page scrolls as usual. */
export function useWheelZoom(
  element: RefObject<HTMLElement | null>,
  onWheel: (wheel: Wheel) => boolean,
): void {
  const latest = useRef(onWheel);
  useEffect(() => {
    latest.current = onWheel;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listen = (event: WheelEvent) => {
      const zooms = event.ctrlKey || event.metaKey;
      const dx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (!zooms && Math.abs(dx) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      const x = event.clientX - target.getBoundingClientRect().left;
      if (latest.current({ x, dx, zooms, factor: 1.0015 ** event.deltaY })) event.preventDefault();
    };
    // React listens passively, and a passive listener can't keep the page from zooming.
    target.addEventListener("wheel", listen, { passive: false });
    return () => target.removeEventListener("wheel", listen);
  }, [element]);
}
