import Link from "next/link";
import { StateMark } from "@/components/ui/state-mark.tsx";
import type { LiveRun } from "./live-run.ts";
import { waitWords } from "./run-wait.ts";
import { useLiveRun } from "./use-live-run.ts";
import { useRunWait, type WaitPace } from "./use-run-wait.ts";

type Props = { run: LiveRun; size?: 14 | 16; pace?: WaitPace };

/** How the run stands, in a word; a run that waits for a runner says why, with the way to the runners. */
export function RunState({ run, size = 14, pace }: Props) {
  const wait = useRunWait(run, pace);
  const state = useLiveRun(run, (current) => current.head().state);
  const unknown = useLiveRun(run, (current) => current.head().lastSeq === 0);
  if (!wait) return <StateMark state={state} word={unknown ? "Starting" : undefined} size={size} />;
  return (
    <>
      <StateMark state="waiting" word={waitWords(wait)} size={size} />
      {wait.because !== "next" && (
        <Link href="/runners" className="text-12 text-ink-soft underline underline-offset-2 hover:text-ink">
          Runners
        </Link>
      )}
    </>
  );
}
