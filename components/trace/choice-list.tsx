import {
  ArrowRightLeft,
  Ban,
  CornerDownRight,
  Flag,
  Gauge,
  Hourglass,
  type LucideIcon,
  RotateCcw,
  SpellCheck,
} from "lucide-react";
import { Chip } from "@/components/ui/chip.tsx";
import type { Decision } from "@/lib/run/event.ts";
import { choiceTitles, decisionSentence } from "@/lib/trace/sentences.ts";
import type { MadeDecision } from "@/lib/trace/trace.ts";
import { sinceStart } from "./since-start.ts";

const icons: Record<Decision["what"], LucideIcon> = {
  route: CornerDownRight,
  finish: Flag,
  retry: RotateCcw,
  fallback: ArrowRightLeft,
  repair: SpellCheck,
  limit: Gauge,
  deadline: Hourglass,
  cancel: Ban,
};

/** Why the run went on as it did: each choice with its reason, and what it chose from. */
export function ChoiceList({ choices, startedAt }: { choices: readonly MadeDecision[]; startedAt: number }) {
  return (
    <ol className="flex flex-col gap-3">
      {choices.map((choice) => {
        const { what, chosen, among } = choice.decision;
        const Icon = icons[what];
        const others = among.filter((name) => !chosen.includes(name));
        return (
          <li key={choice.seq} className="flex gap-2">
            <Icon size={14} aria-hidden className="mt-0.5 shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <p className="wrap-anywhere text-13">{decisionSentence(choice)}</p>
              <p className="mt-1 flex flex-wrap items-center gap-1 text-11 text-ink-faint">
                <span>{choiceTitles[what]}</span>
                <span className="figures">{sinceStart(choice.at, startedAt)}</span>
                {chosen.map((name) => (
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
