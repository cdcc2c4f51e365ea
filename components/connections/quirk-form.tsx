"use client";

import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SuggestField } from "@/components/ui/suggest-field.tsx";
import { Quirk } from "@/lib/run/quirk.ts";
import { QUIRK_WORDS } from "@/lib/run/quirk-words.ts";
import type { Refusal } from "@/lib/views/answer.ts";
import type { ConnectionActions } from "./connection-actions.ts";

type Props = {
  connectionId: string;
  /** Models that the connection lists. */
  models: readonly string[];
  actions: Pick<ConnectionActions, "addQuirk">;
  onAdded: () => void;
  onCancel: () => void;
};

const options = Quirk.options.map((quirk) => ({ value: quirk, label: QUIRK_WORDS[quirk] }));

/** Sets by hand how requests to an endpoint have to differ from the usual form. */
export function QuirkForm({ connectionId, models, actions, onAdded, onCancel }: Props) {
  const [quirk, setQuirk] = useState<Quirk>();
  const [model, setModel] = useState("");
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (quirk === undefined) return;
    setBusy(true);
    const answer = await ask(() => actions.addQuirk({ id: connectionId, model, quirk }));
    setBusy(false);
    if (answer.ok) onAdded();
    else setRefusal(answer);
  };
  return (
    <form
      onSubmit={add}
      noValidate
      aria-label="Send requests in another form"
      className="mt-2 flex flex-col gap-3"
    >
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_14rem]">
        <Select
          label="What is different"
          options={options}
          value={quirk ?? null}
          onValueChange={setQuirk}
          placeholder="Choose what it needs"
        />
        <SuggestField
          label="Model"
          mono
          suggestions={models}
          value={model}
          onValueChange={setModel}
          placeholder="Every model"
          error={refusal?.fields?.model}
        />
      </div>
      {refusal && !refusal.fields?.model && (
        <Notice tone="error" title="Not added">
          {refusal.message}
        </Notice>
      )}
      <div className="flex gap-2">
        <Button type="submit" size={28} busy={busy} disabled={quirk === undefined}>
          Add
        </Button>
        <Button size={28} variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
