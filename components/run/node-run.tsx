"use client";

import { useEffect, useState } from "react";
import { LookInside } from "@/components/trace/inside/look-inside.tsx";
import { PassedOver } from "@/components/trace/passed-over.tsx";
import { SpanDetail } from "@/components/trace/span-detail.tsx";
import { stepsOf } from "@/components/trace/trace-step.ts";
import { RunSourcesProvider } from "@/components/trace/use-run-sources.tsx";
import { formatClock } from "@/components/ui/format-time.ts";
import { Select } from "@/components/ui/select.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { isNotReached, isPassedOver } from "@/lib/trace/flow-stand.ts";
import { spanIn, visitsTo } from "@/lib/trace/frames.ts";
import { waitsWords } from "@/lib/trace/stand-words.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { waitsOf } from "@/lib/trace/waits.ts";
import { controlOf } from "./control-of.ts";
import type { ShownSession } from "./run-session.ts";
import { useSession } from "./session-context.ts";
import { useRunVersion } from "./use-live-run.ts";

/** What a node did in the run that is shown: its latest visit, or the one that is chosen. */
export function NodeRun({ nodeId }: { nodeId: string }) {
  const shown = useSession((state) => state.shown);
  if (!shown) return null;
  return <NodeVisits key={nodeId} shown={shown} nodeId={nodeId} />;
}

function NodeVisits({ shown, nodeId }: { shown: ShownSession; nodeId: string }) {
  const { run, sources } = shown;
  useRunVersion(run);
  const graph = useWorkflow((state) => state.document.graph);
  const selected = useSession((state) => state.selected);
  const select = useSession((state) => state.select);
  const openInside = useSession((state) => state.openInside);
  const [chosen, setChosen] = useState<number | null>(null);
  const trace = run.trace();
  const visits = visitsTo(trace, { step: nodeId, frame: null });
  const last = visits.at(-1);
  if (!last) return <NotVisited shown={shown} nodeId={nodeId} />;
  const within = selected === null ? undefined : trace.spans.get(selected);
  // What is selected inside a workflow is shown at its node.
  const isHere = within && spanIn(trace, within, null)?.step === nodeId;
  const spanId = isHere ? within.id : (chosen ?? last.id);
  return (
    <RunSourcesProvider sources={sources}>
      <ShownBeside spanId={spanId} />
      {visits.length > 1 && (
        <Select
          label="Visit"
          size={28}
          options={visits.map((visit, index) => ({
            value: String(visit.id),
            label: `${index + 1} of ${visits.length}`,
          }))}
          value={String(visits.find((visit) => visit.id === spanId)?.id ?? last.id)}
          onValueChange={(value) => {
            select(null);
            setChosen(Number(value));
          }}
          className="px-4 pt-4"
        />
      )}
      <SpanDetail
        key={spanId}
        run={run}
        steps={stepsOf(graph, sources.plan)}
        spanId={spanId}
        onSelect={select}
        actions={(span) => <LookInside span={span} onOpen={openInside} />}
      />
    </RunSourcesProvider>
  );
}

/** Tells the run's panel what stands here already. */
function ShownBeside({ spanId }: { spanId: number }) {
  const showBeside = useSession((state) => state.showBeside);
  useEffect(() => {
    showBeside(spanId);
    return () => showBeside(null);
  }, [spanId, showBeside]);
  return null;
}

/** Why a node has done nothing: it is passed over, waits, or control has not come there. */
function NotVisited({ shown: { run }, nodeId }: { shown: ShownSession; nodeId: string }) {
  const [trace, control] = [run.trace(), controlOf(run, null)];
  const waits = control && waitsOf(control, nodeId);
  return (
    <div className="p-4 text-13 text-ink-soft">
      {control && isPassedOver(control, nodeId) ? (
        <PassedOver control={control} trace={trace} step={nodeId} />
      ) : control && waits ? (
        `${waitsWords(control.frame, waits, formatClock)}.`
      ) : control && isNotReached(control, nodeId) ? (
        <div className="flex flex-col gap-1">
          <StateMark state="not-reached" />
          <p className="text-12">{stopWords(trace)}</p>
        </div>
      ) : trace.endedAt === null ? (
        "This node has not been reached yet."
      ) : (
        "The run did not reach this node."
      )}
    </div>
  );
}

function stopWords({ state, cancelRequestedAt }: Trace): string {
  if (state === "cancelled" || cancelRequestedAt !== null) return "The run was cancelled before.";
  return "The run stopped before.";
}
