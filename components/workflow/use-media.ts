"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Whether the page is too narrow for panels beside the canvas: they are sheets then. */
export const useNarrow = (): boolean => useMedia("(max-width: 767px)", false);

/** Whether a media query holds; `onServer` is what the first HTML assumes. */
export function useMedia(query: string, onServer: boolean): boolean {
  const watch = useCallback(
    (onChange: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    [query],
  );
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(query).matches,
    () => onServer,
  );
}
