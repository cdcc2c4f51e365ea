"use client";

import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Refusal } from "@/lib/views/answer.ts";
import type { ConnectionActions } from "./connection-actions.ts";

type Props = Pick<ConnectionActions, "addPrice"> & { onAdded: () => void };

type Draft = {
  pattern: string;
  input: number | null;
  cachedInput: number | null;
  output: number | null;
};
const blank: Draft = { pattern: "", input: null, cachedInput: null, output: null };

/** A price of one's own, holding from today on; cached input costs what input does unless it is given. */
export function PriceForm({ addPrice, onAdded }: Props) {
  const [price, setPrice] = useState(blank);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const { pattern, input, cachedInput, output } = price;
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const from = new Date().toISOString().slice(0, 10);
    const given = { input: input ?? 0, cachedInput: cachedInput ?? input ?? 0, output: output ?? 0 };
    const answer = await ask(() => addPrice({ pattern, from, ...given }));
    setBusy(false);
    if (answer.ok) {
      setPrice(blank);
      setRefusal(undefined);
      onAdded();
    } else setRefusal(answer);
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form onSubmit={add} noValidate aria-label="Add a price" className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-[minmax(0,1fr)_repeat(3,7rem)_auto] sm:items-start">
        <TextField
          label="Model"
          mono
          className="max-sm:col-span-2"
          placeholder="llama-*"
          value={pattern}
          onValueChange={(value) => setPrice({ ...price, pattern: value })}
          error={wrong.pattern}
        />
        <NumberField
          label="Input"
          min={0}
          unit="$"
          value={input}
          onValueChange={(value) => setPrice({ ...price, input: value })}
          error={wrong.input}
        />
        <NumberField
          label="Cached input"
          min={0}
          unit="$"
          placeholder="as input"
          value={cachedInput}
          onValueChange={(value) => setPrice({ ...price, cachedInput: value })}
          error={wrong.cachedInput}
        />
        <NumberField
          label="Output"
          min={0}
          unit="$"
          value={output}
          onValueChange={(value) => setPrice({ ...price, output: value })}
          error={wrong.output}
        />
        <Button
          type="submit"
          busy={busy}
          disabled={pattern.trim() === "" || input === null || output === null}
          className="self-end sm:mt-5 sm:self-start"
        >
          Add price
        </Button>
      </div>
      {refusal && Object.keys(wrong).length === 0 && (
        <Notice tone="error" title="Not added">
          {refusal.message}
        </Notice>
      )}
    </form>
  );
}
