import { StateMark, type StateName, stateLooks } from "@/components/ui/state-mark.tsx";
import { failureWords } from "@/lib/trace/failures.ts";
import type { FailureCounts } from "@/lib/views/run-row.ts";

type Props = { status: string; inside: FailureCounts; size?: 14 | 16 };

/** How a run stands, wherever it is named: one that went on although something in it failed says so, "Done, 1 failed". */
export function OutcomeMark({ status, inside, size }: Props) {
  const words = failureWords(inside);
  if (status === "ok" && words !== "")
    return <StateMark state="partial" word={`Done, ${words}`} size={size} />;
  return <StateMark state={stateOf(status)} size={size} />;
}

const stateOf = (status: string): StateName => (isState(status) ? status : "unknown");
const isState = (status: string): status is StateName => Object.hasOwn(stateLooks, status);
