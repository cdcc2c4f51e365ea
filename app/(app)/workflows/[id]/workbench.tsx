"use client";

import { WorkflowPage } from "@/components/workflow/workflow-page";
import type { WorkflowPageProps } from "@/components/workflow/workflow-props";
import type { WorkflowDocument } from "@/lib/graph/graph";
import { renameWorkflow } from "../../actions";
import { saveEdits } from "./actions";

type Props = {
  workflow: { id: string; name: string; document: WorkflowDocument; seq: number };
} & Pick<WorkflowPageProps, "connections" | "lastRun">;

/** Joins the page of a workflow to the actions for this one workflow. */
export function Workbench({ workflow: { id, name, document, seq }, connections, lastRun }: Props) {
  return (
    <WorkflowPage
      workflowId={id}
      name={name}
      document={document}
      seq={seq}
      connections={connections}
      lastRun={lastRun}
      saveEdits={(baseSeq, edits) => saveEdits({ workflowId: id, baseSeq, edits })}
      renameWorkflow={(next) => renameWorkflow({ workflowId: id, name: next })}
    />
  );
}
