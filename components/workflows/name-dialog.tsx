"use client";

import { type FormEvent, type ReactElement, useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Answer } from "@/lib/views/answer.ts";

type Props = {
  title: string;
  label: string;
  confirmLabel: string;
  value?: string;
  placeholder?: string;
  trigger?: ReactElement<Record<string, unknown>>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Takes the name; a refusal is shown at the field. */
  onName: (name: string) => Promise<Answer<object>>;
};

/** Asks for a name. */
export function NameDialog(props: Props) {
  const { title, label, confirmLabel, value = "", placeholder, trigger, open, onOpenChange, onName } = props;
  const form = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name === "") {
      setError("Enter a name.");
      return;
    }
    setBusy(true);
    setError(undefined);
    const answer = await onName(name);
    setBusy(false);
    if (!answer.ok) setError(answer.fields.name ?? answer.message);
  };
  return (
    <Dialog
      title={title}
      trigger={trigger}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <DialogClose render={<Button>Cancel</Button>} />
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={send} noValidate>
        <TextField
          label={label}
          name="name"
          defaultValue={value}
          placeholder={placeholder}
          maxLength={120}
          autoFocus
          autoComplete="off"
          error={error}
        />
      </form>
    </Dialog>
  );
}
