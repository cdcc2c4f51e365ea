import {
  ArrowRightLeft,
  Ban,
  CornerDownRight,
  Flag,
  Forward,
  Gauge,
  Hourglass,
  LifeBuoy,
  type LucideIcon,
  OctagonX,
  RotateCcw,
  SpellCheck,
  Split,
} from "lucide-react";
import { Chip } from "@/components/ui/chip.tsx";
import type { Decision } from "@/lib/run/decision.ts";
import { decisionWords } from "@/lib/trace/decision-words.ts";
import type { MadeDecision, Trace } from "@/lib/trace/trace.ts";
import { sinceStart } from "./since-start.ts";
import { useRunSources } from "./use-run-sources.tsx";

const icons: Record<Exclude<Decision["what"], "told">, LucideIcon> = {
  route: CornerDownRight,
  finish: Flag,
  "hand-over": Forward,
  retry: RotateCcw,
  fallback: ArrowRightLeft,
  repair: SpellCheck,
  limit: Gauge,
  deadline: Hourglass,
  cancel: Ban,
  default: LifeBuoy,
  pass: Split,
  stop: OctagonX,
};

/** Why the run went on as it did: each choice with its reason, and what it chose from. */
export function ChoiceList({ trace, choices }: { trace: Trace; choices: readonly MadeDecision[] }) {
  const { words } = useRunSources();
  return (
    <ol className="flex flex-col gap-3">
      {choices.map((choice) => {
        const { decision } = choice;
        const Icon = icons[decision.what === "told" ? decision.was : decision.what];
        const { title, sentence, chosen, others } = decisionWords(trace, choice, words);
        return (
          <li key={choice.seq} className="flex gap-2">
            <Icon size={14} aria-hidden className="mt-0.5 shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <p className="wrap-anywhere text-13">{sentence}</p>
              <p className="mt-1 flex flex-wrap items-center gap-1 text-11 text-ink-faint">
                <span>{title}</span>
                <span className="figures">{sinceStart(choice.at, trace.startedAt)}</span>
                {[...new Set(chosen)].map((name) => (
                  <Chip key={name}>{name}</Chip>
                ))}
                {others.length > 0 && <span>not {others.join(", ")}</span>}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
