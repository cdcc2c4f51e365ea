"use client";

import { Pin, RotateCcw, Square } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay, useWorkspacePath } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import type { LiveRun } from "@/components/run/live-run.ts";
import { RunState } from "@/components/run/run-state.tsx";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { RunMenu } from "@/components/runs-list/run-menu.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Duration, TokenCount } from "@/components/ui/quantity.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Trace } from "@/lib/trace/trace.ts";
import { LossLine } from "./loss-line.tsx";
import { CostLine } from "./run-cost.tsx";
import type { TracePageProps } from "./trace-props.ts";

type Props = Pick<TracePageProps, "header" | "runAgain" | "cancel" | "menu"> & { run: LiveRun };

/** The bar over a run: what ran, how it stands, what it took; cancel it or run it again. */
export function TraceHeader({ run, header, runAgain, cancel, menu }: Props) {
  const router = useRouter();
  const now = useRunNow(run);
  const head = run.head();
  const { usage } = head.totals;
  const live = head.endedAt === null;
  const runs = useMay("run");
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-surface px-4 py-1.5">
      <h1 className="flex min-w-0 items-center gap-2 text-15">
        {header.workflowId === null ? (
          <span className="truncate">{header.workflowName}</span>
        ) : (
          <WorkspaceLink
            href={`/workflows/${header.workflowId}?run=${header.id}`}
            title="Open the workflow, with this run on its canvas"
            className="truncate underline decoration-transparent underline-offset-3 transition-colors hover:decoration-control"
          >
            {header.workflowName}
          </WorkspaceLink>
        )}
      </h1>
      <span className="flex items-center gap-2">
        <RunState run={run} size={16} />
        {header.mode === "simulated" && <Badge>Simulated</Badge>}
        {header.recorded && <Badge tone="reused">Recording</Badge>}
        {header.pinned && <Badge icon={<Pin size={12} aria-hidden />}>Pinned</Badge>}
      </span>
      <span className="flex min-w-0 flex-wrap items-center gap-x-4 text-12 text-ink-soft">
        <Duration ms={Math.max(0, (head.endedAt ?? now) - head.startedAt)} />
        <CostLine trace={head} />
        <TokenCount count={usage.inputTokens + usage.outputTokens} estimated={usage.estimated} />
        <TimeAgo at={header.createdAt} className="max-sm:hidden" />
      </span>
      <span className="ml-auto flex items-center gap-2">
        {runs && live && cancel && (
          <CancelButton cancel={cancel} requested={head.cancelRequestedAt !== null} />
        )}
        {runs && !live && runAgain && <AgainButton runAgain={runAgain} />}
        <RunMenu
          run={{ id: header.id, name: header.workflowName, ended: !live, pinned: header.pinned }}
          actions={menu}
          onPinned={() => router.refresh()}
          onDeleted={() => router.refresh()}
        />
      </span>
      <LastLoss trace={head} />
    </header>
  );
}

/** The latest runner that was lost; the overview has them all. */
function LastLoss({ trace }: { trace: Trace }) {
  const last = trace.losses.at(-1);
  if (!last) return null;
  const earlier = trace.losses.length - 1;
  return (
    <div className="flex basis-full flex-wrap gap-x-2 pb-0.5 text-12 text-ink-soft">
      <LossLine trace={trace} loss={last} />
      {earlier > 0 && <span>{earlier === 1 ? "Once before too." : `${earlier} times before too.`}</span>}
    </div>
  );
}

function CancelButton({
  cancel,
  requested,
}: {
  cancel: NonNullable<TracePageProps["cancel"]>;
  requested: boolean;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <Button
      size={28}
      busy={asking || requested}
      icon={<Square size={12} aria-hidden />}
      onClick={async () => {
        setAsking(true);
        const answer = await cancel();
        setAsking(false);
        if (!answer.ok) toast.error("The run was not cancelled", { description: answer.message });
      }}
    >
      {requested ? "Cancelling" : "Cancel"}
    </Button>
  );
}

function AgainButton({ runAgain }: { runAgain: NonNullable<TracePageProps["runAgain"]> }) {
  const router = useRouter();
  const to = useWorkspacePath();
  const [asking, setAsking] = useState(false);
  return (
    <Button
      size={28}
      busy={asking}
      icon={<RotateCcw size={14} aria-hidden />}
      onClick={async () => {
        setAsking(true);
        const answer = await runAgain();
        if (answer.ok) {
          router.push(to(`/runs/${answer.runId}`));
          return;
        }
        setAsking(false);
        toast.error("It could not be run again", { description: answer.message });
      }}
    >
      Run again
    </Button>
  );
}
