"use client";

import { useEffect } from "react";
import { formatWholeSeconds } from "@/components/ui/format-duration.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import type { LiveRun } from "./live-run.ts";

/** Shows the run's state in the tab's title, "● running 7 s – Order desk", and gives the old title back afterwards. */
export function useRunTitle(run: LiveRun | null, name: string): void {
  useEffect(() => {
    if (!run) return;
    const original = document.title;
    let mine = original;
    const show = () => {
      const words = titleOf(run.head(), run.now());
      if (words === null) return;
      mine = `${words} – ${name}`;
      if (document.title !== mine) document.title = mine;
    };
    show();
    const timer = setInterval(show, 1_000);
    const leave = run.subscribe(show);
    return () => {
      clearInterval(timer);
      leave();
      if (document.title === mine) document.title = original;
    };
  }, [run, name]);
}

function titleOf(head: Trace, now: number): string | null {
  if (head.lastSeq === 0) return null;
  switch (head.state) {
    case "running":
      return `● running ${formatWholeSeconds(now - head.startedAt)}`;
    case "waiting":
      return "◐ waiting";
    case "ok":
      return "✓ done";
    case "failed":
    case "lost":
    case "unknown":
      return "✕ failed";
    case "cancelled":
      return "⊘ cancelled";
  }
}
