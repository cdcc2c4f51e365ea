"use client";

import { useState } from "react";
import { toast } from "@/components/ui/toast.ts";
import { useLengthNote } from "@/components/ui/use-length-note.ts";
import { useWorkflow, useWorkflowStore } from "./use-workflow.ts";
import type { WorkflowPageProps } from "./workflow-props.ts";

/** The workflow's name, to change where it stands: Enter and leaving keep it, Escape does not. */
export function WorkflowName({ renameWorkflow }: Pick<WorkflowPageProps, "renameWorkflow">) {
  const store = useWorkflowStore();
  const name = useWorkflow((state) => state.name);
  const [draft, setDraft] = useState<string | null>(null);
  const length = useLengthNote();

  const keep = async (text: string) => {
    setDraft(null);
    const next = text.trim();
    if (next === "" || next === name) return;
    store.getState().setName(next);
    const answer = await renameWorkflow(next).catch(() => ({
      ok: false as const,
      message: "the server can't be reached",
    }));
    if (answer.ok) return;
    store.getState().setName(name);
    toast.error("The name was not changed", { description: answer.message });
  };

  return (
    <div className="relative min-w-0">
      <h1 className="min-w-0">
        <input
          {...length.handlers}
          aria-label="Name of the workflow"
          value={draft ?? name}
          maxLength={120}
          size={Math.max(6, (draft ?? name).length)}
          onFocus={(event) => {
            setDraft(name);
            event.currentTarget.select();
          }}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={(event) => {
            if (draft !== null) void keep(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
            if (event.key === "Escape") setDraft(null);
          }}
          className="field-sizing-content h-7 min-w-16 max-w-full truncate rounded-control border border-transparent bg-transparent px-1.5 font-strong text-13 transition-colors hover:border-line focus:border-control focus:bg-surface"
        />
      </h1>
      <p
        aria-live="polite"
        className="absolute top-full left-0 z-30 mt-1 w-72 rounded-control bg-raised px-2 py-1 text-12 text-waiting shadow-float empty:hidden"
      >
        {draft !== null && length.note}
      </p>
    </div>
  );
}
