"use client";

import { Check, CloudAlert, Ellipsis } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useWorkflow } from "./use-workflow.ts";

/** Whether the work is stored: "Saved" is said only when it is, and it is always said what happens when it is not. */
export function SaveNote() {
  const save = useWorkflow((state) => state.save);
  const cutOff = useWorkflow((state) => state.cutOff);
  if (save.state === "retrying")
    return <Trouble words="Not saved yet, trying again" why={save.message} button="Try now" />;
  if (save.state === "refused")
    return <Trouble words={`Not saved: ${save.message}`} why={save.message} button="Retry" />;
  if (cutOff !== null) return <Trouble words={cutOff} why={cutOff} button="Retry" />;
  if (save.state === "saving")
    return (
      <span role="status" className="shrink-0 text-12 text-ink-faint max-sm:sr-only">
        Saving…
      </span>
    );
  return (
    <span role="status" className="flex shrink-0 items-center gap-1 text-12 text-ink-faint max-sm:sr-only">
      <Check size={13} aria-hidden /> Saved
    </span>
  );
}

/** The same without words, for where the bar has no room; what went wrong has. */
export function SaveSign() {
  const { state } = useWorkflow(({ save }) => save);
  if (state !== "saving" && state !== "saved") return null;
  const isSaved = state === "saved";
  const Icon = isSaved ? Check : Ellipsis;
  return (
    <span
      aria-hidden
      title={isSaved ? "Saved" : "Saving…"}
      className="flex size-7 items-center justify-center text-ink-faint sm:hidden"
    >
      <Icon size={14} />
    </span>
  );
}

function Trouble({ words, why, button }: { words: string; why: string; button: string }) {
  const flush = useWorkflow((state) => state.flush);
  return (
    <span role="alert" className="flex min-w-0 items-center gap-2 text-12 text-failed">
      <CloudAlert size={14} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate max-sm:sr-only" title={why}>
        {words}
      </span>
      <Button size={28} onClick={() => void flush()}>
        {button}
      </Button>
    </span>
  );
}
