"use client";

import { useRouter } from "next/navigation";
import type { RunSetup } from "@/components/run/run-props";
import { RunningWorkflow } from "@/components/run/running-workflow";
import type { WorkflowPageProps } from "@/components/workflow/workflow-props";
import type { WorkflowDocument } from "@/lib/graph/graph";
import { renameWorkflow } from "../../actions";
import { cancelRun, saveEdits, startRun } from "./actions";

type Props = {
  workflow: { id: string; name: string; document: WorkflowDocument; seq: number };
  setup: Pick<RunSetup, "realModel" | "judged" | "firstRun" | "shown">;
} & Pick<WorkflowPageProps, "connections" | "prices" | "lastRun">;

/** Joins the page of a workflow to the actions for this one workflow. */
export function Workbench({ workflow, setup, connections, prices, lastRun }: Props) {
  const { id, name, document, seq } = workflow;
  const router = useRouter();
  return (
    <RunningWorkflow
      workflow={{
        workflowId: id,
        name,
        document,
        seq,
        connections,
        prices,
        lastRun,
        saveEdits: (baseSeq, edits) => saveEdits({ workflowId: id, baseSeq, edits }),
        async renameWorkflow(next) {
          const answer = await renameWorkflow({ workflowId: id, name: next });
          // The tab's title says the name too.
          if (answer.ok) router.refresh();
          return answer;
        },
      }}
      running={{
        ...setup,
        runsUrl: "/api/runs",
        start: (request) => startRun({ workflowId: id, ...request }),
        cancel: (runId) => cancelRun({ runId }),
      }}
    />
  );
}
