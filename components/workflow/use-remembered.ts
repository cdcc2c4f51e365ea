"use client";

import { useCallback, useSyncExternalStore } from "react";

const watchers = new Set<() => void>();

/** A number kept in this browser under `key`: widths and heights of panels, 0 and 1 for closed and open. */
export function useRemembered(key: string, fallback: number): [number, (value: number) => void] {
  const name = `tutti.${key}`;
  const value = useSyncExternalStore(
    watch,
    () => read(name) ?? fallback,
    () => fallback,
  );
  const remember = useCallback(
    (next: number) => {
      try {
        localStorage.setItem(name, String(Math.round(next)));
      } catch {
        // Storage may be full or forbidden; the size is then that of the next visit's start.
      }
      for (const watcher of watchers) watcher();
    },
    [name],
  );
  return [value, remember];
}

function watch(onChange: () => void) {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

function read(name: string): number | null {
  try {
    const text = localStorage.getItem(name);
    const value = text === null ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
