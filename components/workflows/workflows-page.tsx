"use client";

import { Plus, Waypoints } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Page } from "@/components/frame/page.tsx";
import { useMay, useWorkspaceApi, useWorkspacePath } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { TemplateRow } from "@/lib/views/template-row.ts";
import type { WorkflowRow } from "@/lib/views/workflow-row.ts";
import { ImportButton } from "./import-button.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { UsedByList } from "./used-by-list.tsx";
import { WorkflowCard } from "./workflow-card.tsx";

/** What the list can do; each answers with the id of the workflow it made or changed. */
export type WorkflowActions = {
  createWorkflow: (input: { name: string }) => Promise<Answer<{ id: string }>>;
  createFromTemplate: (input: { templateId: string }) => Promise<Answer<{ id: string }>>;
  renameWorkflow: (input: { workflowId: string; name: string }) => Promise<Answer<{ name: string }>>;
  duplicateWorkflow: (input: { workflowId: string }) => Promise<Answer<{ id: string }>>;
  deleteWorkflow: (input: { workflowId: string }) => Promise<Answer<{ id: string }>>;
  restoreWorkflow: (input: { workflowId: string }) => Promise<Answer<{ id: string }>>;
};

type Props = { workflows: WorkflowRow[]; templates: TemplateRow[]; actions: WorkflowActions };

/** The list of workflows with what can be done to them. */
export function WorkflowsPage({ workflows, templates, actions }: Props) {
  const router = useRouter();
  const to = useWorkspacePath();
  const draws = useMay("edit");
  const files = useWorkspaceApi("/workflows");
  const [busy, start] = useTransition();
  const [renamed, setRenamed] = useState<WorkflowRow>();
  const [doubted, setDoubted] = useState<WorkflowRow>();

  const change = (work: () => Promise<Answer<object>>, then?: () => void) =>
    start(async () => {
      const answer = await ask(work);
      if (!answer.ok) {
        toast.error("That did not work", { description: answer.message });
        return;
      }
      router.refresh();
      then?.();
    });
  const remove = ({ id, name }: WorkflowRow) =>
    change(
      () => actions.deleteWorkflow({ workflowId: id }),
      () =>
        toast(`“${name}” is deleted`, {
          description: "Its runs stay.",
          action: {
            label: "Bring it back",
            onClick: () => change(() => actions.restoreWorkflow({ workflowId: id })),
          },
        }),
    );
  const open = (answer: Answer<{ id: string }>) => {
    if (answer.ok) router.push(to(`/workflows/${answer.id}`));
    return answer;
  };

  const create = (
    <NameDialog
      title="New workflow"
      label="Name"
      confirmLabel="Create"
      placeholder="What the team is for"
      trigger={
        <Button variant="primary" icon={<Plus size={16} aria-hidden className="max-sm:hidden" />}>
          New workflow
        </Button>
      }
      onName={async (name) => open(await ask(() => actions.createWorkflow({ name })))}
    />
  );
  const fromTemplate = (
    <TemplateDialog
      templates={templates}
      onChoose={async (templateId) => open(await ask(() => actions.createFromTemplate({ templateId })))}
    />
  );
  return (
    <Page
      title="Workflows"
      actions={
        draws && (
          <>
            <ImportButton
              url={files}
              onImported={({ id, notes }) => {
                for (const note of notes) toast(note);
                router.push(to(`/workflows/${id}`));
              }}
            />
            {fromTemplate}
            {create}
          </>
        )
      }
    >
      {workflows.length === 0 ? (
        <EmptyState
          icon={<Waypoints size={24} aria-hidden />}
          title="No workflows yet"
          action={draws && fromTemplate}
        >
          A workflow is a team of agents, drawn: who asks whom, with what, and what they may use. Begin with a
          template to see one at work.
        </EmptyState>
      ) : (
        <ul aria-label="Workflows" aria-busy={busy} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {workflows.map((workflow) => (
            <li key={workflow.id}>
              <WorkflowCard
                workflow={workflow}
                onRename={() => setRenamed(workflow)}
                onDuplicate={() => change(() => actions.duplicateWorkflow({ workflowId: workflow.id }))}
                onDelete={() => (workflow.usedBy.length > 0 ? setDoubted(workflow) : remove(workflow))}
              />
            </li>
          ))}
        </ul>
      )}
      {doubted && (
        <ConfirmDialog
          title={`Delete “${doubted.name}”?`}
          description={<UsedByList users={doubted.usedBy} />}
          confirmLabel="Delete"
          danger
          open
          onOpenChange={(stays) => !stays && setDoubted(undefined)}
          onConfirm={() => remove(doubted)}
        />
      )}
      {renamed && (
        <NameDialog
          title={`Rename “${renamed.name}”`}
          label="Name"
          confirmLabel="Rename"
          value={renamed.name}
          open
          onOpenChange={(stays) => !stays && setRenamed(undefined)}
          onName={async (name) => {
            const answer = await ask(() => actions.renameWorkflow({ workflowId: renamed.id, name }));
            if (answer.ok) {
              setRenamed(undefined);
              router.refresh();
            }
            return answer;
          }}
        />
      )}
    </Page>
  );
}
