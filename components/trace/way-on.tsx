import { Check, CornerDownRight, Minus, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { previewOf } from "@/lib/run/value.ts";
import type { Span } from "@/lib/trace/trace.ts";
import { DetailSection } from "./detail-section.tsx";
import { stepAt } from "./step-at.ts";
import { useRunSources } from "./use-run-sources.tsx";

/**
 * How control went on from a step, where there were conditions: each with its outcome and whether its flow was taken, the
 * flows without one behind them, and the values that the conditions read.
 */
export function WayOn({ span }: { span: Span }) {
  const { plan, words } = useRunSources();
  if (!span.conditions) return null;
  const { values, reads } = span.conditions;
  const passed = span.decisions
    .flatMap(({ decision }) => (decision.what === "pass" ? [decision] : []))
    .at(-1);
  const others = [...(passed?.live ?? []), ...(passed?.dead ?? [])].filter(
    (edge) => !values.some(({ of }) => of === edge),
  );
  const otherwise = stepAt(plan, span)?.kind === "branch" ? "else" : "without a condition";
  const isTaken = (edge: string) => passed?.live.includes(edge) ?? false;
  return (
    <DetailSection title="Conditions">
      <ul className="flex flex-col divide-y divide-line rounded-control border border-line">
        {values.map(({ of, holds, problem }) => {
          const flow = words.flow(span, of);
          return (
            <Way key={of} flow={flow} taken={isTaken(of)}>
              <Outcome holds={holds} />{" "}
              <code className="figures wrap-anywhere min-w-0 flex-1 text-11 text-ink">
                {flow?.when ?? of}
              </code>
              {problem !== null && (
                <span className="wrap-anywhere w-full pl-[3.25rem] text-failed">{problem}</span>
              )}
            </Way>
          );
        })}
        {others.map((edge) => (
          <Way key={edge} flow={words.flow(span, edge)} taken={isTaken(edge)}>
            <span className="w-[2.75rem] shrink-0" />
            <span className="min-w-0 flex-1 text-ink-soft">{otherwise}</span>
          </Way>
        ))}
      </ul>
      <ReadValues reads={reads} />
    </DetailSection>
  );
}

type Flow = { to: string; isBack: boolean } | null;

/** One flow from a step: what it depends on, where it leads, and whether control took it. */
function Way({ flow, taken, children }: { flow: Flow; taken: boolean; children: ReactNode }) {
  const Icon = flow?.isBack ? Undo2 : CornerDownRight;
  return (
    <li className={classNames("flex flex-wrap gap-x-2 gap-y-1 px-2 py-1.5 text-12", !taken && "bg-paper")}>
      {children}{" "}
      <span
        className={classNames(
          "flex w-full min-w-0 items-center gap-1.5 pl-[3.25rem]",
          taken ? "text-ink" : "text-ink-faint",
        )}
      >
        <Icon size={12} aria-hidden className="shrink-0" />
        <span className="min-w-0 truncate" title={flow?.to}>
          {flow?.isBack ? "back to" : "to"} {flow?.to ?? "a step that is gone"}
        </span>
        <span className="ml-auto shrink-0">{taken ? "taken" : "not taken"}</span>
      </span>
    </li>
  );
}

/** Whether an agent's answers met its condition, and what it was told where they did not. */
export function Acceptances({ span, onSelect }: { span: Span; onSelect: (span: number) => void }) {
  const { words } = useRunSources();
  if (span.acceptances.length === 0) return null;
  const accepts = words.accepts(span);
  return (
    <DetailSection title="Its answer is accepted if">
      {accepts && (
        <code className="figures wrap-anywhere rounded-control bg-sunken px-2 py-1.5 text-12">
          {accepts.when}
        </code>
      )}
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
      ? ([Check, "true", "text-ok"] as const)
      : holds === false
        ? ([Minus, "false", "text-ink-faint"] as const)
        : ([X, "none", "text-failed"] as const);
  return (
    <span className={`figures flex h-4 w-[2.75rem] shrink-0 items-center gap-1 text-11 ${look}`}>
      <Icon size={12} aria-hidden className="shrink-0" />
      {word}
    </span>
  );
}

/** The values that conditions read, by their paths. */
export function ReadValues({ reads }: { reads: NonNullable<Span["conditions"]>["reads"] }) {
  if (reads.length === 0) return null;
  return (
    <dl aria-label="Values that were read" className="flex flex-col gap-1 text-11">
      {reads.map(({ path, value }) => (
        <div key={path} className="flex flex-col">
          <dt className="figures wrap-anywhere text-ink-faint">{path}</dt>
          <dd className="figures wrap-anywhere line-clamp-3 border-line border-l-2 pl-2 text-ink-soft">
            {previewOf(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
