"use client";

import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { toast } from "@/components/ui/toast.ts";
import { useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import { MAX_NOTE, type VersionList } from "@/lib/views/workflow-version.ts";
import { ChangeList } from "./change-list.tsx";
import type { VersionActions } from "./version-actions.ts";

type Props = {
  list: VersionList;
  publish: VersionActions["publish"];
  /** Called when a version was published. */
  onPublished: () => void;
  /** Called when the draft is another one by now. */
  onChanged: () => void;
};

/** What would be published, with the note that is published with it. */
export function PublishForm({ list, publish, onPublished, onChanged }: Props) {
  const { versions, sinceNewest, draft } = list;
  const store = useWorkflowStore();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const newest = versions[0]?.version ?? 0;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const isSaved = await store.getState().flush();
    const answer = isSaved ? await ask(() => publish({ note, seq: draft.seq })) : null;
    setBusy(false);
    if (answer === null) setProblem("What you did last isn't saved yet. Publish when it is.");
    else if (!answer.ok) {
      setProblem(answer.fields.note ?? answer.message);
      if (answer.code === "CONFLICT") onChanged();
    } else {
      setNote("");
      toast.success(`Version ${answer.version} is published`);
      onPublished();
    }
  };

  if (sinceNewest?.length === 0)
    return <p className="text-13 text-ink-soft">Nothing has changed since version {newest}.</p>;
  return (
    <form onSubmit={send} className="flex flex-col gap-3">
      {sinceNewest === null ? (
        <p className="text-13 text-ink-soft">
          Not published yet. A published version never changes: other workflows can run it as one step while
          you go on drawing here, and you can come back to it.
        </p>
      ) : (
        <section aria-label={`Changes since version ${newest}`}>
          <h3 className="mb-1 font-strong text-12">Since version {newest}</h3>
          <ChangeList changes={sinceNewest} />
          {draft.editedBy.length > 0 && (
            <p className="mt-1 wrap-anywhere text-12 text-ink-faint">
              Drawn by {draft.editedBy.map(markHidden).join(", ")}.
            </p>
          )}
        </section>
      )}
      <TextArea
        label="What is new"
        hint="For whoever decides which version to use."
        value={note}
        onValueChange={setNote}
        maxLength={MAX_NOTE}
        minRows={2}
        maxRows={6}
      />
      {problem !== null && (
        <Notice tone="error" title="It was not published">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={busy} className="self-start">
        Publish version {newest + 1}
      </Button>
    </form>
  );
}
