"use client";

import { ArrowUpRight, RotateCcw, X } from "lucide-react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { CostLine } from "@/components/trace/run-cost.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Duration, TokenCount } from "@/components/ui/quantity.tsx";
import type { ShownSession } from "./run-session.ts";
import { RunState } from "./run-state.tsx";
import { useSession, useStartRun } from "./session-context.ts";
import { useLiveRun, useRunNow } from "./use-live-run.ts";

/** One line on the run that is shown: state, time and cost as they tick, and where to go when it has ended. */
export function RunStatus({ shown }: { shown: ShownSession }) {
  const { run, mode, input } = shown;
  const now = useRunNow(run, 100);
  const head = run.head();
  const reconnecting = useLiveRun(run, (current) => current.connection() === "reconnecting");
  const realReady = useSession((state) => state.setup.realModel.ready);
  const starting = useSession((state) => state.starting);
  const putAway = useSession((state) => state.putAway);
  const start = useStartRun();
  const { usage, modelCalls, toolCalls } = head.totals;
  const ended = head.endedAt !== null;
  return (
    <div className="@container shrink-0">
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 text-12 text-ink-soft">
        <span role="status" className="flex items-center gap-2">
          <RunState run={run} />
          {mode === "simulated" && <Badge>Simulated</Badge>}
          {reconnecting && <Badge tone="waiting">Joining again</Badge>}
        </span>
        {head.lastSeq > 0 && (
          <>
            <Duration ms={Math.max(0, (head.endedAt ?? now) - head.startedAt)} />
            <CostLine trace={head} />
            <span className="figures hidden @2xl:inline">
              {modelCalls + toolCalls} {modelCalls + toolCalls === 1 ? "call" : "calls"}
            </span>
            <TokenCount
              count={usage.inputTokens + usage.outputTokens}
              estimated={usage.estimated}
              className="hidden @3xl:inline"
            />
          </>
        )}
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {ended && (
            <Button
              size={28}
              variant="ghost"
              busy={starting}
              icon={<RotateCcw size={14} aria-hidden />}
              onClick={() => start(input)}
            >
              Run again
            </Button>
          )}
          {ended && mode === "simulated" && !realReady && (
            <WorkspaceLink
              href="/connections"
              className={classNames(buttonClass({ size: 28, variant: "ghost" }), "@max-2xl:hidden")}
            >
              Use a real model
            </WorkspaceLink>
          )}
          {ended && (
            <IconButton
              size={28}
              label="Put this run away"
              icon={<X size={14} aria-hidden />}
              onClick={putAway}
              className="order-last"
            />
          )}
          <WorkspaceLink
            href={`/runs/${run.runId}`}
            className={classNames(
              buttonClass({ size: 28, variant: ended ? "secondary" : "ghost" }),
              !ended && "max-sm:hidden",
            )}
          >
            {ended ? "What happened" : "Trace"}
            <ArrowUpRight size={14} aria-hidden />
          </WorkspaceLink>
        </span>
      </div>
    </div>
  );
}
