"use client";

import { useCallback, useEffect, useReducer, useRef, useSyncExternalStore } from "react";
import { useInBrowser } from "@/components/ui/use-in-browser.ts";
import type { LiveRun } from "./live-run.ts";

/**
 * What `select` reads of a run; the component renders again only when that changed by `same`. A selection that is an
 * object of its own needs `sameFields`, because a trace changes in place.
 */
export function useLiveRun<T>(
  run: LiveRun,
  select: (run: LiveRun) => T,
  same: (one: T, other: T) => boolean = Object.is,
): T {
  const last = useRef<{ value: T } | null>(null);
  const read = () => {
    const value = select(run);
    if (last.current && same(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(run.subscribe, read, read);
}

/** Renders again with every change of the run, at most once per frame; for the few parts that show all of it. */
export function useRunVersion(run: LiveRun): number {
  const version = useCallback(() => run.version(), [run]);
  return useSyncExternalStore(run.subscribe, version, version);
}

/** Equal when all fields are: for selections made of plain values. */
export function sameFields<T extends object>(one: T, other: T): boolean {
  const keys = Object.keys(one);
  const fields = new Map<string, unknown>(Object.entries(other));
  return (
    keys.length === fields.size &&
    Object.entries(one).every(([key, value]) => Object.is(fields.get(key), value))
  );
}

/** The moment that is looked at, epoch ms; moves by itself every `everyMs` while the run goes on and is followed. */
export function useRunNow(run: LiveRun, everyMs = 250): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  const moving = useLiveRun(run, isMoving);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [moving, everyMs]);
  useRunVersion(run);
  // The server has no moment of its own: it draws the run as of its last event.
  const inBrowser = useInBrowser();
  return inBrowser ? run.now() : (run.position() ?? run.head().at);
}

const isMoving = (run: LiveRun) =>
  run.position() === null && run.head().endedAt === null && run.head().lastSeq > 0;
