import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useRunSources } from "@/components/trace/use-run-sources.tsx";
import type { RunWait } from "@/lib/views/run-wait.ts";
import type { LiveRun } from "./live-run.ts";
import { useLiveRun, useRunVersion } from "./use-live-run.ts";

/** How patient a page is, ms. */
export type WaitPace = {
  /** Nothing for so long may mean that nobody drives the run: before its first runner, and later. */
  quietAtFirst: number;
  quietLater: number;
  /** How often is asked again: while it waits, and while a call just takes its time. */
  askWaiting: number;
  askGoingOn: number;
};
const PACE: WaitPace = { quietAtFirst: 1_000, quietLater: 3_000, askWaiting: 2_000, askGoingOn: 6_000 };

/** Why the run waits for a runner; null while it goes on. Asks only when nothing has come for a while. */
export function useRunWait(run: LiveRun, pace = PACE): RunWait | null {
  const { loadWait, runId } = useRunSources();
  const version = useRunVersion(run);
  const ended = useLiveRun(run, (current) => current.head().endedAt !== null);
  const begun = useLiveRun(run, (current) => current.head().claims.length > 0);
  const [quietSince, setQuietSince] = useState<number | null>(null);
  useEffect(() => {
    if (ended) return;
    const timer = setTimeout(() => setQuietSince(version), begun ? pace.quietLater : pace.quietAtFirst);
    return () => clearTimeout(timer);
  }, [version, ended, begun, pace]);
  const quiet = quietSince === version && !ended;
  const { data } = useQuery({
    // What was so before something came says nothing about the wait after it.
    queryKey: ["wait", runId, quiet ? version : null],
    gcTime: 0,
    queryFn: loadWait,
    enabled: quiet,
    staleTime: 0,
    retry: false,
    refetchInterval: (query) => (query.state.data ? pace.askWaiting : pace.askGoingOn),
  });
  return quiet ? (data ?? null) : null;
}
