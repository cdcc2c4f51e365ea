"use client";

import { Check, CloudAlert } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useWorkflow } from "./use-workflow.ts";

/** Whether the work is stored: "Saved" is said only when it is. */
export function SaveNote() {
  const save = useWorkflow((state) => state.save);
  const flush = useWorkflow((state) => state.flush);
  if (save.state === "saved")
    return (
      <span role="status" className="flex shrink-0 items-center gap-1 text-12 text-ink-faint max-sm:hidden">
        <Check size={13} aria-hidden /> Saved
      </span>
    );
  if (save.state === "saving")
    return (
      <span role="status" className="shrink-0 text-12 text-ink-faint max-sm:hidden">
        Saving…
      </span>
    );
  return (
    <span role="alert" className="flex min-w-0 items-center gap-2 text-12 text-failed">
      <CloudAlert size={14} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate max-sm:sr-only" title={save.message}>
        Not saved: {save.message}
      </span>
      <Button size={28} onClick={() => void flush()}>
        Retry
      </Button>
    </span>
  );
}
