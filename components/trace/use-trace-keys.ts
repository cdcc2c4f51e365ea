"use client";

import { useEffect, useRef } from "react";

/** What a key of a run's page does, by the key. */
export type TraceKeys = Record<string, () => void>;

/** Keys of a run's page, wherever in it the focus is or isn't; not while somebody types, nor in what lies over the page. */
export function useTraceKeys(keys: TraceKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const does = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!does || isTakenElsewhere(event)) return;
      event.preventDefault();
      does();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

const OVER_THE_PAGE = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Keys belong to whoever types or presses something; only a slider gives its space key away. */
function isTakenElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(OVER_THE_PAGE)) return true;
  if (target instanceof HTMLInputElement && target.type === "range") return false;
  if (target.closest("input, textarea, select, [contenteditable]")) return true;
  return key === " " && target.closest("button, a, summary, [role=option], [role=radio]") !== null;
}
