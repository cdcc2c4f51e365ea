"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { SettingsActions } from "./settings-actions.ts";

type Props = { name: string; renameWorkspace: SettingsActions["renameWorkspace"] };

/** The workspace's name; its address stays the same when it is renamed. */
export function WorkspaceName({ name, renameWorkspace }: Props) {
  const router = useRouter();
  const [wanted, setWanted] = useState(name);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const changed = wanted.trim() !== name;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(() => renameWorkspace({ name: wanted }));
    setBusy(false);
    setProblem(answer.ok ? undefined : (answer.fields.name ?? answer.message));
    if (!answer.ok) return;
    setWanted(answer.name);
    router.refresh();
  };
  return (
    <form onSubmit={send} noValidate aria-label="Name of the workspace" className="flex items-start gap-2">
      <TextField
        label="Name"
        hideLabel
        className="w-72"
        maxLength={80}
        value={wanted}
        onValueChange={setWanted}
        error={problem}
      />
      <Button type="submit" variant={changed ? "primary" : "secondary"} busy={busy} disabled={!changed}>
        Rename
      </Button>
    </form>
  );
}
