"use server";

import { z } from "zod";
import { action } from "@/lib/server/action";
import * as workflows from "@/lib/server/workflows/workflows";

const Id = z.string().max(100);

export const createWorkflow = action(
  "edit",
  z.strictObject({ name: workflows.WorkflowName }),
  (viewer, { name }) => workflows.createWorkflow(viewer, name),
);

export const createFromTemplate = action(
  "edit",
  z.strictObject({ templateId: Id }),
  (viewer, { templateId }) => workflows.createFromTemplate(viewer, templateId),
);

export const renameWorkflow = action(
  "edit",
  z.strictObject({ workflowId: Id, name: workflows.WorkflowName }),
  workflows.renameWorkflow,
);

export const duplicateWorkflow = action(
  "edit",
  z.strictObject({ workflowId: Id }),
  (viewer, { workflowId }) => workflows.duplicateWorkflow(viewer, workflowId),
);

export const deleteWorkflow = action("edit", z.strictObject({ workflowId: Id }), (viewer, { workflowId }) =>
  workflows.deleteWorkflow(viewer, workflowId),
);

export const restoreWorkflow = action("edit", z.strictObject({ workflowId: Id }), (viewer, { workflowId }) =>
  workflows.restoreWorkflow(viewer, workflowId),
);
