import { addPracticeConnections } from "../connections/practice.ts";
import { server } from "../ports.ts";
import { importRecording, loadRecording } from "../runs/recorded-runs.ts";
import { templates } from "../workflows/templates.ts";
import { addWorkflow } from "../workflows/workflow-record.ts";

/** Creates a workspace with its owner and an editable copy of the first template; returns that workflow's id. */
export async function createWorkspace(wanted: {
  userId: string;
  name: string;
  /** Whether to add the practice connections of the demo company and the template's recorded run. */
  practice: boolean;
}): Promise<{ workspaceId: string; workflowId: string }> {
  const { db, demo } = await server();
  const [template] = templates;
  const made = await db.$transaction(async (tx) => {
    const { id: workspaceId } = await tx.workspace.create({
      data: { name: wanted.name, members: { create: { userId: wanted.userId, role: "owner" } } },
    });
    if (wanted.practice) await addPracticeConnections(tx, workspaceId);
    const workflowId = await addWorkflow(tx, {
      workspaceId,
      name: template.name,
      document: template.document(),
      templateId: template.id,
    });
    return { workspaceId, workflowId };
  });
  if (!wanted.practice) return made;
  await demo.ensure(new Date().toISOString().slice(0, 10));
  await importRecording({ ...made, userId: wanted.userId }, await loadRecording(template.id));
  return made;
}
