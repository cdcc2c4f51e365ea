import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { Money } from "@/components/ui/quantity.tsx";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { unpricedModels } from "@/lib/trace/unpriced.ts";

type Props = {
  trace: Trace;
  /** A step or call of it; absent: the whole run. */
  span?: Span;
};

/** "Would cost" before an amount in a simulated run, "Cost" where it was spent or nobody knows it. */
export function costLabel({ trace, span }: Props): string {
  const { costNanos } = (span ?? trace).totals;
  return trace.mode === "simulated" && costNanos !== null ? "Would cost" : "Cost";
}

/** What a run or a part of it cost or would cost, or why nobody knows and where to say it. */
export function RunCost({ trace, span }: Props) {
  const { costNanos, usage } = (span ?? trace).totals;
  if (costNanos !== null) return <Money nanoDollars={costNanos} estimated={usage.estimated} />;
  return <UnknownCost {...unpricedModels(trace, span)} />;
}

/** The same in a line of facts: "would cost $0.01", "$0.01", "cost unknown: no price for x". */
export function CostLine({ trace }: { trace: Trace }) {
  const unknown = trace.totals.costNanos === null;
  return (
    <span
      title={trace.mode === "simulated" && !unknown ? "What the chosen models would cost" : undefined}
      className={unknown ? "wrap-anywhere" : "whitespace-nowrap"}
    >
      {unknown ? "cost " : trace.mode === "simulated" && "would cost "}
      <RunCost trace={trace} />
    </span>
  );
}

/** Why a cost is unknown: models without a price, with the way to prices, or agents without a model. */
export function UnknownCost({ models, none }: { models: readonly string[]; none: boolean }) {
  const [first, ...more] = models;
  return (
    <span className="font-sans text-ink-soft">
      unknown{": "}
      {first === undefined ? (
        none ? (
          "no model is chosen"
        ) : (
          "a call has no price"
        )
      ) : (
        <>
          no price for <span className="figures">{first}</span>
          {more.length > 0 && ` and ${more.length} more`} (
          <WorkspaceLink href="/connections#prices" className="underline underline-offset-2 hover:text-ink">
            prices
          </WorkspaceLink>
          )
        </>
      )}
    </span>
  );
}
