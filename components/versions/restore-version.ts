import { toast } from "@/components/ui/toast.ts";
import type { DocumentStore } from "@/components/workflow/document-store.ts";
import { editsBetween } from "@/lib/graph/edits-between.ts";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";

/** Makes the draft what a version is, by one gesture that can be taken back. Returns whether the draft is so now. */
export function restoreVersion(
  store: DocumentStore,
  { version, document }: { version: number; document: WorkflowDocument },
): boolean {
  const edits = editsBetween(store.getState().document, document);
  if (edits.length === 0) {
    toast(`The draft is the same as version ${version} already`);
    return true;
  }
  if (store.getState().edit(edits) !== null) return false;
  const [step] = store.getState().history.undo.slice(-1);
  toast.success(`The draft is as version ${version} now`, {
    action: {
      label: "Undo",
      onClick: () => {
        // What was done since is not meant.
        if (store.getState().history.undo.at(-1)?.id === step?.id) store.getState().undo();
      },
    },
  });
  return true;
}
