import { controlOf } from "@/components/run/control-of.ts";
import type { LiveRun } from "@/components/run/live-run.ts";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import { flowsInto, stepOf } from "@/lib/plan/plan-index.ts";
import { askersOf } from "@/lib/trace/askers.ts";
import type { FrameControl } from "@/lib/trace/control.ts";
import { joined } from "@/lib/trace/decision-words.ts";
import { flowStand, passedOver } from "@/lib/trace/flow-stand.ts";
import { flowStandWords } from "@/lib/trace/stand-words.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { DetailSection } from "./detail-section.tsx";

type Props = { control: FrameControl; trace: Trace; step: string };

/** That a step is passed over, and why control came along none of the flows into it. */
export function PassedOver({ control, trace, step }: Props) {
  return (
    <div className="flex flex-col gap-1">
      <StateMark state="passed-over" />
      <ul className="flex flex-col gap-0.5 text-12 text-ink-soft">
        {whyPassedOver({ control, trace, step }).map(({ edge, words }) => (
          <li key={edge} className="wrap-anywhere">
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The steps that control could not reach, as a list: the canvas shows them, and who can't see it reads them here. */
export function PassedOverList({ run }: { run: LiveRun }) {
  const control = controlOf(run, null);
  const steps = control ? passedOver(control) : [];
  if (!control || steps.length === 0) return null;
  const trace = run.trace();
  return (
    <DetailSection title="Passed over" aside={<span className="figures">{steps.length}</span>}>
      <ul className="flex flex-col gap-1.5 text-13">
        {steps.map((step) => (
          <li key={step} className="flex flex-col">
            <span className="truncate">{markHidden(stepOf(control.frame.plan, step).name)}</span>
            {whyPassedOver({ control, trace, step }).map(({ edge, words }) => (
              <span key={edge} className="wrap-anywhere text-12 text-ink-soft">
                {words}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </DetailSection>
  );
}

function whyPassedOver({ control, trace, step }: Props): { edge: string; words: string }[] {
  const { frame } = control;
  const flows = flowsInto(frame.plan, step);
  if (flows.length === 0) {
    const names = askersOf(frame.plan, step).map((id) => `“${markHidden(stepOf(frame.plan, id).name)}”`);
    return [{ edge: step, words: `Only ${joined(names)} ${names.length === 1 ? "asks" : "ask"} for it.` }];
  }
  return flows.flatMap(({ edge }) => {
    const stand = flowStand(control, trace, edge);
    const words = stand && flowStandWords(frame, edge, stand);
    return words ? [{ edge, words }] : [];
  });
}
