import { isTyping } from "./is-typing.ts";

/** So long is a node looked for that is about to be drawn, frames. */
const FRAMES = 60;

/**
 * Focuses a node: at once where it is drawn, and again in the next frame, because what closes may give the focus back to
 * where it was. A node that comes into view later is looked for each frame. What was opened meanwhile keeps the focus.
 */
export function focusNode(id: string): void {
  const before = document.activeElement;
  take(id);
  const look = (frames: number) =>
    requestAnimationFrame(() => {
      const now = document.activeElement;
      if (now !== before && isOpened(now)) return;
      if (!take(id) && frames > 0) look(frames - 1);
    });
  look(FRAMES);
}

function take(id: string): boolean {
  const drawn = document.querySelector<HTMLElement>(`.canvas .react-flow__node[data-id="${CSS.escape(id)}"]`);
  drawn?.focus({ preventScroll: true });
  return drawn !== null;
}

const isOpened = (element: Element | null) =>
  element !== null &&
  (isTyping(element) || element.closest("[role=dialog], [role=listbox], [role=menu]") !== null);
