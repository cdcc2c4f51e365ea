"use client";

import { cancelBy } from "@/components/run/cancel-run";
import { TracePage } from "@/components/trace/trace-page";
import type { TracePageProps } from "@/components/trace/trace-props";
import { startRun } from "../../workflows/[id]/actions";
import { deleteRun, pinRun } from "../actions";

const cancelRun = cancelBy("/api/runs");

/** Joins the page of a run to the actions for this one run. */
export function RunView({ header, events }: Pick<TracePageProps, "header" | "events">) {
  const { id, workflowId, mode, input } = header;
  return (
    <TracePage
      header={header}
      events={events}
      runsUrl="/api/runs"
      runAgain={workflowId === null ? null : () => startRun({ workflowId, mode, input, instant: false })}
      cancel={() => cancelRun(id)}
      menu={{ deleteRun, pinRun }}
    />
  );
}
