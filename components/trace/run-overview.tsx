import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { Chip } from "@/components/ui/chip.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { formatExactTime } from "@/components/ui/format-time.ts";
import { Duration, TokenCount } from "@/components/ui/quantity.tsx";
import type { RunMode } from "@/lib/run/run-mode.ts";
import { madeUpInRun } from "@/lib/trace/made-up.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DetailSection } from "./detail-section.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { InnerFailures } from "./inner-failures.tsx";
import { LossLine } from "./loss-line.tsx";
import { MadeUpLine } from "./made-up-line.tsx";
import { PassedOverList } from "./passed-over.tsx";
import { costLabel, RunCost } from "./run-cost.tsx";
import { FactList } from "./span-facts.tsx";
import { ValueView } from "./value-view.tsx";

type Props = {
  run: LiveRun;
  startedBy: string;
  onSelect: (span: number) => void;
};

/** The run as a whole: its answer or its failure, its input, its choices, who, when, how much. */
export function RunOverview({ run, startedBy, onSelect }: Props) {
  const now = useRunNow(run);
  const trace = run.trace();
  const answer = trace.answer === null ? undefined : trace.spans.get(trace.answer);
  return (
    <article aria-label="The run" className="flex flex-col gap-6 p-4">
      <h2 className="sr-only">The run</h2>
      {trace.failure && <FailureNotice run={run} failure={trace.failure} onSelect={onSelect} />}
      <InnerFailures trace={trace} onSelect={onSelect} />
      {answer?.result ? (
        <DetailSection title="Answer">
          <ValueView value={answer.result} label="answer" words />
        </DetailSection>
      ) : (
        trace.endedAt === null && (
          <p className="text-13 text-ink-soft">
            {run.head().endedAt === null
              ? "The answer stands here when the run has ended."
              : "At this moment there was no answer yet."}
          </p>
        )
      )}
      <MadeUpLine fields={madeUpInRun(trace)} onSelect={onSelect} />
      {trace.mode === "simulated" && (
        <p className="text-12 text-ink-soft">
          This run was simulated: the built-in model wrote every reply.{" "}
          <WorkspaceLink href="/connections" className="underline underline-offset-2 hover:text-ink">
            Connect a model
          </WorkspaceLink>{" "}
          for real ones.
        </p>
      )}
      <DetailSection title="Facts">
        <RunFacts trace={trace} now={now} startedBy={startedBy} planHash={planHashOf(run)} />
      </DetailSection>
      <PassedOverList run={run} />
      {trace.losses.length > 1 && (
        <DetailSection title="Lost runners" aside={<span className="figures">{trace.losses.length}</span>}>
          <div className="flex flex-col gap-2">
            {trace.losses.map((loss) => (
              <LossLine key={loss.seq} trace={trace} loss={loss} />
            ))}
          </div>
        </DetailSection>
      )}
      {trace.input && (
        <DetailSection title="Input">
          <ValueView value={trace.input} label="input" />
        </DetailSection>
      )}
      {trace.decisions.length > 0 && (
        <DetailSection title="Choices" aside={<span className="figures">{trace.decisions.length}</span>}>
          <ChoiceList trace={trace} choices={trace.decisions.slice(0, 200)} />
        </DetailSection>
      )}
    </article>
  );
}

function planHashOf(run: LiveRun): string {
  const first = run.events()[0];
  return first?.type === "run-start" ? first.planHash : "";
}

const modeWords: Record<RunMode, string> = { simulated: "Simulated", real: "Real" };

type FactsProps = { trace: Trace; now: number; startedBy: string; planHash: string };

function RunFacts({ trace, now, startedBy, planHash }: FactsProps) {
  const { usage, modelCalls, toolCalls } = trace.totals;
  return (
    <FactList
      facts={[
        [
          "Started by",
          <span key="who" className="font-sans text-13">
            {startedBy}
          </span>,
        ],
        ["Started", <StartedAt key="when" at={trace.startedAt} />],
        ["Took", <Duration key="took" ms={Math.max(0, (trace.endedAt ?? now) - trace.startedAt)} />],
        ["Mode", modeWords[trace.mode]],
        [costLabel({ trace }), <RunCost key="cost" trace={trace} />],
        ["Tokens in", <TokenCount key="in" count={usage.inputTokens} unit={false} />],
        ["Tokens out", <TokenCount key="out" count={usage.outputTokens} unit={false} />],
        ["Model calls", String(modelCalls)],
        ["Tool calls", String(toolCalls)],
        ["Events", String(trace.lastSeq)],
        [
          "Plan",
          <span key="plan" className="flex items-center gap-1">
            <Chip title={planHash}>{planHash.slice(0, 12)}</Chip>
            <CopyButton text={planHash} label="Copy the plan's hash" />
          </span>,
        ],
        ...(trace.claims.length > 1
          ? [["Taken up by runners", `${trace.claims.length} times`] satisfies [string, string]]
          : []),
      ]}
    />
  );
}

function StartedAt({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
      {formatExactTime(at)}
    </time>
  );
}
