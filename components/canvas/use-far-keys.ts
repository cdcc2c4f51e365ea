import { type RefObject, useEffect } from "react";
import { isTyping } from "./is-typing.ts";

/** Inside these, letters and arrows already mean something. */
const OWN_KEYS =
  "[role=menu],[role=listbox],[role=dialog],[role=alertdialog],[role=tree],[role=combobox],[role=tablist],[role=radiogroup]";
/** Keys that a button or a link doesn't take for itself. */
const FREE = /^[a-z]$|^F2$/;

/**
 * Hands on keys that are pressed outside the canvas: all of them where nothing has the focus, and those that the focused
 * control has no use for.
 */
export function useFarKeys(
  canvas: RefObject<HTMLElement | null>,
  onKey: (event: KeyboardEvent) => boolean,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || !(target instanceof HTMLElement) || canvas.current?.contains(target))
        return;
      if (isTyping(target) || target.closest(OWN_KEYS)) return;
      const nowhere = target === document.body || target.matches("main, [tabindex='-1']");
      const free =
        !event.ctrlKey &&
        !event.metaKey &&
        (FREE.test(event.key) || (event.shiftKey && event.key.length === 1));
      if ((nowhere || free) && onKey(event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [canvas, onKey]);
}
