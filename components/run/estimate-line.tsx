"use client";

import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { formatMoney } from "@/lib/run/format-money.ts";
import { joined } from "@/lib/trace/decision-words.ts";
import { type Estimate as Estimated, estimateRun, judgedBy } from "./estimate.ts";
import { useSession } from "./session-context.ts";

/** What a run would cost with the models that are chosen now, in the page's bar; the whole of it on hover. */
export function Estimate() {
  const estimate = useEstimate();
  if (!estimate || estimate.modelless) return null;
  const { costNanos, unpriced, models, perItem } = estimate;
  const cost = costNanos === null ? null : `${about(estimate)} ${formatMoney(costNanos)}`;
  const whole = `A real run would cost ${cost} with ${joined(models)}${perItem ? ", by how many items there are" : ""}; judged by the last runs.`;
  return (
    <span
      className="max-w-72 truncate whitespace-nowrap text-12 text-ink-soft max-lg:hidden"
      title={cost === null ? undefined : whole}
    >
      {costNanos === null ? (
        <NoPrice models={unpriced} />
      ) : (
        <>
          <span className="sr-only">{whole}</span>
          <span aria-hidden>
            {about(estimate)} <span className="figures">{formatMoney(costNanos)}</span> a run
          </span>
        </>
      )}
    </span>
  );
}

/** The same as a paragraph, where the words for runs are explained. */
export function EstimateInWords() {
  const estimate = useEstimate();
  if (!estimate) return null;
  const { costNanos, modelless, models, unpriced, perItem } = estimate;
  if (costNanos !== null)
    return (
      <p className="text-ink-soft">
        With <Models models={models} /> it would cost {about(estimate)}{" "}
        <span className="figures text-12">{formatMoney(costNanos)}</span>, judged by the last runs.
        {perItem && " How many items a map will have is not known; it counts as many as those runs had."}
      </p>
    );
  return (
    <p className="text-ink-soft">
      {unpriced.length > 0 ? (
        <NoPrice models={unpriced} />
      ) : (
        modelless && "What a real run would cost is known once every agent has a model."
      )}
    </p>
  );
}

const about = ({ more }: Estimated) => (more ? "at least" : "about");

function Models({ models: [first, ...more] }: { models: readonly string[] }) {
  return (
    <>
      <span className="figures text-12">{first}</span>
      {more.length > 0 && <span title={more.join(", ")}> and {more.length} more</span>}
    </>
  );
}

function NoPrice({ models: [first, ...more] }: { models: readonly string[] }) {
  return (
    <>
      cost unknown:{" "}
      <WorkspaceLink href="/connections#prices" className="underline underline-offset-2 hover:text-ink">
        no price for <span className="figures text-12">{first}</span>
        {more.length > 0 && ` and ${more.length} more`}
      </WorkspaceLink>
    </>
  );
}

/** Follows the drawing: another model is another price at once. */
function useEstimate(): Estimated | null {
  const graph = useWorkflow((state) => state.document.graph);
  const prices = useWorkflow((state) => state.prices);
  const before = useSession((state) => state.setup.judged);
  const shown = useSession((state) => state.shown);
  const judged = before ?? (shown ? judgedBy(shown.run.head()) : null);
  return estimateRun(graph, prices ?? [], judged);
}
