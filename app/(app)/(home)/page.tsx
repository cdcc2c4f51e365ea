import type { Metadata } from "next";
import { WorkflowsPage } from "@/components/workflows/workflows-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { templates } from "@/lib/server/workflows/templates";
import { listWorkflows } from "@/lib/server/workflows/workflows";
import {
  createFromTemplate,
  createWorkflow,
  deleteWorkflow,
  duplicateWorkflow,
  renameWorkflow,
  restoreWorkflow,
} from "../actions";

export const metadata: Metadata = { title: "Workflows" };

/** The workspace's workflows. */
export default async function Page() {
  const workflows = await listWorkflows(await pageViewer());
  return (
    <WorkflowsPage
      workflows={workflows}
      templates={templates.map(({ id, name, description }) => ({ id, name, description }))}
      actions={{
        createWorkflow,
        createFromTemplate,
        renameWorkflow,
        duplicateWorkflow,
        deleteWorkflow,
        restoreWorkflow,
      }}
    />
  );
}
