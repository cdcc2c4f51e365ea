"use client";

import { ChevronRight, LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import type { Answer } from "@/lib/views/answer.ts";
import type { TemplateRow } from "@/lib/views/template-row.ts";

type Props = {
  templates: TemplateRow[];
  onChoose: (templateId: string) => Promise<Answer<object>>;
};

/** Makes a workflow from one that came with the app, as it came. */
export function TemplateDialog({ templates, onChoose }: Props) {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const choose = async (id: string) => {
    setBusy(id);
    const answer = await onChoose(id);
    setBusy(undefined);
    setProblem(answer.ok ? undefined : answer.message);
  };
  return (
    <Dialog
      title="New from template"
      description="An editable copy of a workflow that came with Tutti, as it came."
      trigger={
        <Button icon={<LayoutTemplate size={16} aria-hidden className="max-sm:hidden" />}>
          From template
        </Button>
      }
    >
      <ul className="flex flex-col gap-2">
        {templates.map(({ id, name, description }) => (
          <li key={id}>
            <button
              type="button"
              aria-busy={busy === id || undefined}
              onClick={() => choose(id)}
              className="flex w-full items-center gap-3 rounded-control border border-line px-3 py-2.5 text-left transition-colors hover:border-control hover:bg-hover aria-busy:opacity-60"
            >
              <span className="min-w-0 flex-1">
                <span className="block font-strong">{name}</span>
                <span className="block text-12 text-ink-soft">{description}</span>
              </span>
              <ChevronRight size={16} aria-hidden className="shrink-0 text-ink-faint" />
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <Notice tone="error" title="That did not work" className="mt-3">
          {problem}
        </Notice>
      )}
    </Dialog>
  );
}
