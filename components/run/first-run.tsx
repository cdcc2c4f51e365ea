"use client";

import { Play } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import { useRunForm, useSession, useStartRun } from "./session-context.ts";

/** Before the first run: one large button that works at once, with the first sample when the form is still empty. */
export function FirstRun() {
  const { samples } = useRunForm();
  const draft = useSession((state) => state.draft);
  const starting = useSession((state) => state.starting);
  const firstRun = useSession((state) => state.setup.firstRun);
  const start = useStartRun();
  const [sample] = samples;
  const issues = useWorkflow((state) => state.issues);
  const unreachable = issues.find(({ code }) => code === "connection-unreachable");
  return (
    <div className="absolute inset-0 z-10 flex flex-col items-center justify-center bg-surface/70 p-4">
      <div className="flex flex-col items-center gap-3 bg-surface p-2 text-center shadow-[0_0_20px_20px_var(--surface)]">
        <Button
          variant="primary"
          busy={starting}
          icon={<Play size={18} aria-hidden fill="currentColor" />}
          onClick={() => start(draft ?? sample?.input ?? null)}
          className="h-11 px-5 text-15"
        >
          {firstRun ? "Run it, no key needed" : "Run it"}
        </Button>
        <p className="max-w-100 text-balance text-13 text-ink-soft">
          {sample && !draft ? `Starts with the sample “${sample.name}”. ` : ""}
          {firstRun
            ? "A built-in simulated model plays all parts, so nothing has to be set up."
            : "Each agent gets its own line here, and every call becomes a bar on it."}
        </p>
        {unreachable && (
          <Notice tone="warning" title="Not everything can be reached" className="max-w-120 text-left">
            {unreachable.message}
          </Notice>
        )}
      </div>
    </div>
  );
}
