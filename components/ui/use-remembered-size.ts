import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function listen(onChange: () => void) {
  listeners.add(onChange);
  return () => {
    listeners.delete(onChange);
  };
}

function read(key: string, fallback: number): number {
  try {
    const stored = Number.parseFloat(localStorage.getItem(key) ?? "");
    return Number.isFinite(stored) ? stored : fallback;
  } catch {
    return fallback;
  }
}

/** A size in px that this browser remembers under `key`; storage that is closed to us only forgets it. */
export function useRememberedSize(key: string, fallback: number): [number, (size: number) => void] {
  const size = useSyncExternalStore(
    listen,
    () => read(key, fallback),
    () => fallback,
  );
  const remember = (next: number) => {
    try {
      localStorage.setItem(key, String(next));
    } catch {
      return;
    }
    for (const listener of listeners) listener();
  };
  return [size, remember];
}
