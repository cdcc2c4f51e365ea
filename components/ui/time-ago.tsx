"use client";

import { useSyncExternalStore } from "react";
import { classNames } from "./class-names.ts";
import { formatExactTime, formatTimeAgo } from "./format-time.ts";

/** One clock for all: every time on the page moves in the same tick, and none ticks while nothing is shown. */
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(onTick: () => void) {
  if (watchers.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const watcher of watchers) watcher();
    }, 5_000);
  }
  watchers.add(onTick);
  return () => {
    watchers.delete(onTick);
    if (watchers.size === 0) clearInterval(timer);
  };
}

/** How long ago a moment (epoch ms) was; keeps itself current and shows the exact time on hover. */
export function TimeAgo({ at, className }: { at: number; className?: string }) {
  const current = useSyncExternalStore(
    watch,
    () => now,
    () => 0,
  );
  // The server does not know the reader's zone; the first tick in the browser says the rest.
  const onServer = current === 0;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={onServer ? undefined : formatExactTime(at)}
      className={classNames("whitespace-nowrap", className)}
      suppressHydrationWarning
    >
      {formatTimeAgo(at, onServer ? Date.now() : current, onServer ? "UTC" : undefined)}
    </time>
  );
}
