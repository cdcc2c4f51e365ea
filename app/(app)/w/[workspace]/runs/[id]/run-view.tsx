"use client";

import { bindActions } from "@/app/bind-actions";
import { cancelBy } from "@/components/run/cancel-run";
import { TracePage } from "@/components/trace/trace-page";
import type { TracePageProps } from "@/components/trace/trace-props";
import { workspaceApi } from "@/lib/views/workspace-path";
import { startRun } from "../../workflows/[id]/actions";
import { deleteRun, pinRun } from "../actions";

type Props = { workspace: string } & Pick<TracePageProps, "header" | "events">;

/** Joins the page of a run to the actions for this one run. */
export function RunView({ workspace, header, events }: Props) {
  const { id, workflowId, mode, input } = header;
  const runsUrl = workspaceApi(workspace, "/runs");
  const acts = bindActions(workspace, { startRun, deleteRun, pinRun });
  return (
    <TracePage
      header={header}
      events={events}
      runsUrl={runsUrl}
      runAgain={workflowId === null ? null : () => acts.startRun({ workflowId, mode, input, instant: false })}
      cancel={() => cancelBy(runsUrl)(id)}
      menu={acts}
    />
  );
}
