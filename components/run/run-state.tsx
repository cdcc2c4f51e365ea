import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { countFailures, handledWords } from "@/lib/trace/failures.ts";
import type { LiveRun } from "./live-run.ts";
import { OutcomeMark } from "./outcome-mark.tsx";
import { sameFields, useLiveRun } from "./use-live-run.ts";
import { useRunWait, type WaitPace } from "./use-run-wait.ts";
import { waitWords } from "./wait-words.ts";

type Props = { run: LiveRun; size?: 14 | 16; pace?: WaitPace };

/** How the run stands, in a word; a run that waits for a runner says why, with the way to the runners. */
export function RunState({ run, size = 14, pace }: Props) {
  const wait = useRunWait(run, pace);
  const state = useLiveRun(run, (current) => current.head().state);
  const unknown = useLiveRun(run, (current) => current.head().lastSeq === 0);
  const inside = useLiveRun(run, failuresInside, sameFields);
  if (!wait && !unknown)
    return (
      <>
        <OutcomeMark status={state} inside={inside} size={size} />
        {inside.handled > 0 && <span className="text-12 text-ink-soft">{handledWords(inside.handled)}</span>}
      </>
    );
  if (!wait) return <StateMark state={state} word="Starting" size={size} />;
  return (
    <>
      <StateMark state="waiting" word={waitWords(wait)} size={size} />
      {wait.because !== "next" && (
        <WorkspaceLink
          href="/runners"
          className="text-12 text-ink-soft underline underline-offset-2 hover:text-ink"
        >
          Runners
        </WorkspaceLink>
      )}
    </>
  );
}

/** While it goes on, what has failed may still be done again. */
function failuresInside(run: LiveRun): ReturnType<typeof countFailures> {
  const head = run.head();
  return head.state === "ok" ? countFailures(head) : { failed: 0, handled: 0, missing: 0 };
}
