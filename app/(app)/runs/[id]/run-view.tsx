"use client";

import { TracePage } from "@/components/trace/trace-page";
import type { TracePageProps } from "@/components/trace/trace-props";
import { cancelRun, startRun } from "../../workflows/[id]/actions";
import { deleteRun, pinRun } from "../actions";

/** Joins the page of a run to the actions for this one run. */
export function RunView({ header, events }: Pick<TracePageProps, "header" | "events">) {
  const { id, workflowId, mode, input } = header;
  return (
    <TracePage
      header={header}
      events={events}
      runsUrl="/api/runs"
      runAgain={workflowId === null ? null : () => startRun({ workflowId, mode, input, instant: false })}
      cancel={() => cancelRun({ runId: id })}
      menu={{ deleteRun, pinRun }}
    />
  );
}
