"use client";

import { useEffect } from "react";
import { formatWholeSeconds } from "@/components/ui/format-duration.ts";
import { countFailures, failureWords } from "@/lib/trace/failures.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import type { LiveRun } from "./live-run.ts";
import { useRunWait, type WaitPace } from "./use-run-wait.ts";

type Props = { run: LiveRun; name: string; pace?: WaitPace };

/** Shows the run's state in the tab's title, "● running 7 s – Order desk", and restores the old title afterwards. */
export function RunTitle({ run, name, pace }: Props): null {
  const waits = useRunWait(run, pace) !== null;
  useEffect(() => {
    const original = document.title;
    let mine = original;
    const show = () => {
      const words = titleOf(run.head(), run.now(), waits);
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
  }, [run, name, waits]);
  return null;
}

/** `waits`: no runner drives the run, though one should. */
function titleOf(head: Trace, now: number, waits: boolean): string | null {
  if (head.lastSeq === 0) return null;
  if (waits) return "◐ waiting";
  switch (head.state) {
    case "running":
      return `● running ${formatWholeSeconds(now - head.startedAt)}`;
    case "waiting":
      return "◐ waiting";
    case "ok": {
      const inside = failureWords(countFailures(head));
      return inside === "" ? "✓ done" : `⚠ done, ${inside}`;
    }
    case "failed":
    case "lost":
    case "unknown":
      return "✕ failed";
    case "cancelled":
      return "⊘ cancelled";
  }
}
