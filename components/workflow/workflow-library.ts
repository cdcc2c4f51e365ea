import type { Change } from "@/lib/graph/diff/change.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { UsableWorkflow } from "@/lib/views/usable-workflow.ts";
import type { LoadPublished } from "./workflow-props.ts";

/** What the page of a workflow asks about published ones. Each throws when nobody answered. */
export type WorkflowLibrary = {
  /** Those that a node of this workflow may run, and why not the others. */
  usable: () => Promise<Answer<{ workflows: UsableWorkflow[] }>>;
  /** Versions, and all that they use themselves; those that aren't there are left out. */
  published: LoadPublished;
  /** What changes from one version to another. */
  compare: (
    workflowId: string,
    versions: { from: number; to: number },
  ) => Promise<Answer<{ changes: Change[] }>>;
};
