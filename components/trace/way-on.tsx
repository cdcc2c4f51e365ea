import { Check, CornerUpLeft, Minus } from "lucide-react";
import { previewOf } from "@/lib/run/value.ts";
import type { Span } from "@/lib/trace/trace.ts";
import { DetailSection } from "./detail-section.tsx";
import { useRunSources } from "./use-run-sources.tsx";

/** How control went on from a step, where there were conditions: each with its outcome, and the values that they read. */
export function WayOn({ span }: { span: Span }) {
  const { words } = useRunSources();
  if (!span.conditions) return null;
  const { values, reads } = span.conditions;
  return (
    <DetailSection title="Conditions">
      <ul className="flex flex-col gap-1.5">
        {values.map(({ of, holds, problem }) => {
          const flow = words.flow(span, of);
          return (
            <li key={of} className="flex gap-2 text-12">
              <Outcome holds={holds} />
              <span className="min-w-0 flex-1">
                <code className="figures wrap-anywhere text-11 text-ink-soft">{flow?.when ?? of}</code>{" "}
                <span className="text-ink-faint">
                  {flow?.isBack ? "back to" : "to"} {flow?.to ?? "a step that is gone"}
                </span>
                {problem !== null && <span className="block text-ink-soft">{problem}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      <ReadValues reads={reads} />
    </DetailSection>
  );
}

/** Whether an agent's answers met its condition, and what it was told where they did not. */
export function Acceptances({ span, onSelect }: { span: Span; onSelect: (span: number) => void }) {
  if (span.acceptances.length === 0) return null;
  return (
    <DetailSection title="Its answer is accepted if">
      <ul className="flex flex-col gap-1.5">
        {span.acceptances.map(({ model, holds, say, problem, reads }) => (
          <li key={model} className="flex gap-2 text-12">
            <Outcome holds={holds} />
            <span className="min-w-0 flex-1">
              <button type="button" className="underline" onClick={() => onSelect(model)}>
                {holds === true ? "It was accepted" : "It was not accepted"}
              </button>
              {say && (
                <span className="wrap-anywhere block text-ink-soft">It was told: {previewOf(say)}</span>
              )}
              {problem !== null && <span className="wrap-anywhere block text-ink-soft">{problem}</span>}
              <ReadValues reads={reads} />
            </span>
          </li>
        ))}
      </ul>
    </DetailSection>
  );
}

function Outcome({ holds }: { holds: boolean | null }) {
  const [Icon, word, look] =
    holds === true
      ? ([Check, "holds", "text-ok"] as const)
      : holds === false
        ? ([Minus, "does not hold", "text-ink-faint"] as const)
        : ([CornerUpLeft, "has no value", "text-failed"] as const);
  return (
    <span className={`flex shrink-0 items-start ${look}`} title={word}>
      <Icon size={14} aria-hidden className="mt-0.5" />
      <span className="sr-only">{word}:</span>
    </span>
  );
}

function ReadValues({ reads }: { reads: NonNullable<Span["conditions"]>["reads"] }) {
  if (reads.length === 0) return null;
  return (
    <dl className="figures grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-11">
      {reads.map(({ path, value }) => (
        <div key={path} className="contents">
          <dt className="text-ink-faint">{path}</dt>
          <dd className="wrap-anywhere line-clamp-3 min-w-0 text-ink-soft">{previewOf(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
