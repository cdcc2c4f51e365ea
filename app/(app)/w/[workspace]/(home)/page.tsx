import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
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
export default async function Page({ params }: PageProps<"/w/[workspace]">) {
  const viewer = await pageViewer(params);
  const workflows = await listWorkflows(viewer);
  return (
    <WorkflowsPage
      workflows={workflows}
      templates={templates.map(({ id, name, description }) => ({ id, name, description }))}
      actions={bindActions(viewer.slug, {
        createWorkflow,
        createFromTemplate,
        renameWorkflow,
        duplicateWorkflow,
        deleteWorkflow,
        restoreWorkflow,
      })}
    />
  );
}
