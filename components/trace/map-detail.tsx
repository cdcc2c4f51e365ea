import type { MapStep } from "@/lib/plan/plan.ts";
import { itemNumber, itemValue } from "@/lib/trace/item-words.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { DetailSection } from "./detail-section.tsx";
import { FactList } from "./span-facts.tsx";

/** More failed items than these are found by the filter of the list of steps. */
const MOST_FAILED = 50;

const becomes: Record<MapStep["failedItems"], string> = {
  fail: "The first failed item fails the whole step.",
  skip: "They are left out of the list that comes of it.",
  keep: "Each stands as an error in the list that comes of it.",
};

type Props = {
  trace: Trace;
  span: Span;
  step: MapStep;
  onSelect: (span: number) => void;
};

/** How a map did its list: from where, how many at once, how far it is, and which items failed. */
export function MapDetail({ trace, span, step, onSelect }: Props) {
  const { items } = span;
  const failed = items?.failed ?? [];
  return (
    <>
      <DetailSection title="Its items">
        <code className="figures wrap-anywhere rounded-control bg-sunken px-2 py-1.5 text-12">
          {step.items}
        </code>
        <FactList
          facts={[
            ["Items", items ? String(items.count) : "not counted yet"],
            ["Ended", String(items?.ended ?? 0)],
            ["Under way", String(span.children.length - (items?.ended ?? 0))],
            ["At once", `at most ${step.concurrency}`],
            ["Failed", String(failed.length)],
          ]}
        />
      </DetailSection>
      {failed.length > 0 && (
        <DetailSection title="Failed items" aside={<span className="figures">{failed.length}</span>}>
          <p className="text-12 text-ink-soft">{becomes[step.failedItems]}</p>
          <ul className="flex flex-col gap-1">
            {failed.slice(0, MOST_FAILED).map((id) => {
              const item = trace.spans.get(id);
              return item && <FailedItem key={id} item={item} onSelect={onSelect} />;
            })}
          </ul>
          {failed.length > MOST_FAILED && (
            <p className="text-12 text-ink-soft">
              {failed.length - MOST_FAILED} more: “Only failed” above the steps and calls lists them all.
            </p>
          )}
        </DetailSection>
      )}
    </>
  );
}

function FailedItem({ item, onSelect }: { item: Span; onSelect: (span: number) => void }) {
  const value = itemValue(item);
  return (
    <li className="wrap-anywhere text-13">
      <button
        type="button"
        onClick={() => onSelect(item.id)}
        className="text-left underline underline-offset-2 hover:text-ink"
      >
        Item {itemNumber(item)}
        {value !== null && `: ${value}`}
      </button>
      {item.failure && <span className="text-ink-soft">: {item.failure.message}</span>}
    </li>
  );
}
