import { type RefObject, useEffect } from "react";
import { isTyping } from "./is-typing.ts";

/** Elements in which letters and arrows already have a meaning. */
const OWN_KEYS =
  "[role=menu],[role=listbox],[role=dialog],[role=alertdialog],[role=tree],[role=combobox],[role=tablist],[role=radiogroup]";
/** Keys that buttons and links don't use themselves. */
const FREE = /^[a-z]$|^F2$/;

/**
 * Passes on keys pressed outside the canvas: all of them where nothing has the focus, otherwise those that the
 * focused control does not use. Null: none.
 */
export function useFarKeys(
  canvas: RefObject<HTMLElement | null>,
  onKey: ((event: KeyboardEvent) => boolean) | null,
): void {
  useEffect(() => {
    if (!onKey) return;
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
