import { ChevronLeft, ChevronRight } from "lucide-react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { visitsTo } from "@/lib/trace/frames.ts";
import { itemNumber, itemValue } from "@/lib/trace/item-words.ts";
import type { Span } from "@/lib/trace/trace.ts";

/** The most visits to choose from in one list; of more, the neighbours are reached by the buttons. */
const MOST_IN_LIST = 100;

type Props = { run: LiveRun; visit: Span; onOpen: (visit: number) => void };

/** Which of the visits to a step is shown, where there are several: of a loop's rounds, of a map's items. */
export function VisitChoice({ run, visit, onOpen }: Props) {
  const all = visitsTo(run.head(), visit);
  const state = run.trace().spans.get(visit.id)?.state;
  const mark = state ? (
    <StateMark state={state} />
  ) : (
    <span className="text-12 text-ink-faint">Not begun yet</span>
  );
  if (all.length < 2) return <span className="ml-auto">{mark}</span>;
  const at = all.findIndex(({ id }) => id === visit.id);
  const first = Math.max(0, Math.min(at - MOST_IN_LIST / 2, all.length - MOST_IN_LIST));
  const listed = all.slice(first, first + MOST_IN_LIST);
  const go = (to: number) => {
    const next = all[to];
    if (next) onOpen(next.id);
  };
  return (
    <div className="ml-auto flex items-center gap-1">
      {mark}
      <IconButton
        label="Previous visit"
        disabled={at <= 0}
        icon={<ChevronLeft size={14} aria-hidden />}
        onClick={() => go(at - 1)}
      />
      <Select
        label="Visit"
        hideLabel
        size={28}
        options={listed.map((one, index) => ({
          value: String(one.id),
          label: visitWords(one, first + index + 1, all.length),
        }))}
        value={String(visit.id)}
        onValueChange={(id) => onOpen(Number(id))}
        className="w-40"
      />
      <IconButton
        label="Next visit"
        disabled={at >= all.length - 1}
        icon={<ChevronRight size={14} aria-hidden />}
        onClick={() => go(at + 1)}
      />
    </div>
  );
}

function visitWords(visit: Span, number: number, of: number): string {
  const item = itemNumber(visit);
  if (item === null) return `Visit ${number} of ${of}`;
  const value = itemValue(visit);
  return value === null ? `Item ${item}` : `Item ${item}: ${value}`;
}
