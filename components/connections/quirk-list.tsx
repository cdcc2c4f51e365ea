"use client";

import { Trash2 } from "lucide-react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { toast } from "@/components/ui/toast.ts";
import { QUIRK_WORDS } from "@/lib/run/quirk-words.ts";
import type { QuirkRow } from "@/lib/views/connection-row.ts";
import type { ConnectionActions } from "./connection-actions.ts";

type Props = {
  quirks: readonly QuirkRow[];
  actions: Pick<ConnectionActions, "removeQuirk">;
  onChanged: () => void;
};

/** What an endpoint refused of the usual form of a request, and what it is sent instead; each can be forgotten. */
export function QuirkList({ quirks, actions, onChanged }: Props) {
  const changes = useMay("connections");
  const forget = async (id: string) => {
    const answer = await ask<object>(() => actions.removeQuirk({ id }));
    if (answer.ok) onChanged();
    else toast.error("That did not work", { description: answer.message });
  };
  return (
    <>
      <p className="text-12 text-ink-faint">
        Requests differ here from the usual form.
        {changes && " Forget a line, and the usual form is tried again."}
      </p>
      <ul aria-label="How requests differ" className="mt-1 flex flex-col">
        {quirks.map(({ id, model, quirk, said }) => (
          <li key={id} className="flex items-start gap-2 py-0.5 text-12">
            <div className="min-w-0 flex-1">
              <p className="text-ink-soft">
                {QUIRK_WORDS[quirk]}{" "}
                <span className="wrap-anywhere text-ink-faint">
                  {model === null ? "Every model" : <span className="figures">{model}</span>}
                </span>
              </p>
              <p className="wrap-anywhere text-ink-faint">
                {said === null ? "Set by hand." : `Learnt when it said: “${said}”`}
              </p>
            </div>
            {changes && (
              <IconButton
                label={`Forget: ${QUIRK_WORDS[quirk]} ${model ?? "Every model"}`}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => forget(id)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
