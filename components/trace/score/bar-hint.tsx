import type { LiveRun } from "@/components/run/live-run.ts";
import { Duration, Money } from "@/components/ui/quantity.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import type { Bar } from "@/lib/trace/score.ts";
import { spanSentence } from "@/lib/trace/sentences.ts";

type Props = { run: LiveRun; hover: { bar: Bar; x: number; y: number }; width: number };

const WIDTH = 260;

/** What the bar under the pointer is. */
export function BarHint({ run, hover, width }: Props) {
  const trace = run.head();
  const span = trace.spans.get(hover.bar.span);
  if (!span) return null;
  const left = Math.max(0, Math.min(hover.x + 12, width - WIDTH));
  return (
    <div
      aria-hidden
      style={{ left, top: hover.y + 16, maxWidth: WIDTH }}
      className="pointer-events-none absolute z-20 flex flex-col gap-1 rounded-control bg-raised px-3 py-2 text-12 shadow-float"
    >
      <span className="wrap-anywhere">{spanSentence(trace, span)}</span>
      <span className="flex flex-wrap items-center gap-x-3 text-ink-soft">
        <StateMark state={hover.bar.state} />
        <Duration ms={(hover.bar.to ?? run.now()) - hover.bar.from} />
        {span.reply && <Money nanoDollars={span.reply.costNanos} />}
      </span>
    </div>
  );
}
