import { Unplug } from "lucide-react";
import { classNames } from "@/components/ui/class-names.ts";
import { lossSentence } from "@/lib/trace/losses.ts";
import type { Loss, Trace } from "@/lib/trace/trace.ts";

/** The quiet line where a runner was lost and the run went on. */
export function LossLine({ trace, loss, className }: { trace: Trace; loss: Loss; className?: string }) {
  return (
    <p className={classNames("flex items-start gap-2 text-12 text-ink-soft", className)}>
      <Unplug size={14} aria-hidden className="mt-px shrink-0 text-cancelled" />
      <span className="wrap-anywhere">{lossSentence(trace, loss)}</span>
    </p>
  );
}
