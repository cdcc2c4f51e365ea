import type { ReactNode } from "react";
import { Duration, Money, TokenCount } from "@/components/ui/quantity.tsx";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { costLabel, RunCost } from "./run-cost.tsx";
import { sinceStart } from "./since-start.ts";

/** When, how long, how many tokens, how much money: the numbers of a span. */
export function SpanFacts({ trace, span, now }: { trace: Trace; span: Span; now: number }) {
  const { usage, modelCalls, toolCalls } = span.totals;
  const { reply } = span;
  const facts: [string, ReactNode][] = [
    ["Began", sinceStart(span.startedAt, trace.startedAt)],
    ["Took", <Duration key="took" ms={Math.max(0, (span.endedAt ?? now) - span.startedAt)} />],
  ];
  if (reply) {
    facts.push(["Model", reply.model]);
    if (reply.firstTokenMs !== null)
      facts.push(["First token after", <Duration key="first" ms={reply.firstTokenMs} />]);
    facts.push(["Ended because", reply.finishReason || "it did not say"]);
  }
  if (modelCalls > 0) {
    facts.push([
      "Tokens in",
      <TokenCount key="in" count={usage.inputTokens} unit={false} estimated={usage.estimated} />,
    ]);
    if (usage.cachedTokens > 0)
      facts.push(["of them cached", <TokenCount key="cached" count={usage.cachedTokens} unit={false} />]);
    facts.push([
      "Tokens out",
      <TokenCount key="out" count={usage.outputTokens} unit={false} estimated={usage.estimated} />,
    ]);
    if (usage.thinkingTokens)
      facts.push([
        "of them thinking",
        <TokenCount key="thinking" count={usage.thinkingTokens} unit={false} />,
      ]);
    facts.push([costLabel({ trace, span }), <RunCost key="cost" trace={trace} span={span} />]);
  }
  if (span.reserved) {
    const { inputTokens, outputTokens, costNanos: most } = span.reserved;
    facts.push([
      "Set aside for it",
      <span key="reserved">
        <TokenCount count={inputTokens + outputTokens} />
        {most !== null && (
          <>
            , <Money nanoDollars={most} />
          </>
        )}
      </span>,
    ]);
  }
  if (span.kind === "step" && modelCalls + toolCalls > 1) facts.push(["Calls", `${modelCalls + toolCalls}`]);
  if (span.attempt > 0) facts.push(["Attempt", `${span.attempt + 1}`]);
  return <FactList facts={facts} />;
}

/** Names and values in two columns that wrap. */
export function FactList({ facts }: { facts: readonly [string, ReactNode][] }) {
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-11 text-ink-faint">{name}</dt>
          <dd className="figures wrap-anywhere text-12">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
