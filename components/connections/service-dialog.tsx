"use client";

import { type FormEvent, useId, useState } from "react";
import { PasswordField } from "@/components/account/password-field.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Refusal } from "@/lib/views/answer.ts";
import type { ServiceSetup } from "@/lib/views/connection-setup.ts";
import type { ConnectionActions } from "./connection-actions.ts";
import { secretHint } from "./secret-hint.ts";
import { ServiceFields, shownSetup } from "./service-fields.tsx";

type Props = {
  /** Null: a new one. */
  id: string | null;
  name: string;
  config: ServiceSetup;
  hasSecret: boolean;
  actions: Pick<ConnectionActions, "createConnection" | "updateConnection">;
  onClose: () => void;
  onSaved: (id: string) => void;
};

const titles = { postgres: "PostgreSQL", smtp: "Mail server", http: "HTTP service" };
const secrets = {
  postgres: { label: "Password", hint: undefined },
  smtp: { label: "Password", hint: undefined },
  http: { label: "Secret", hint: "The header's whole value, such as “Bearer …”" },
};

/** Sets up a database, mail server or HTTP service, or changes one. */
export function ServiceDialog(props: Props) {
  const { id, hasSecret, actions, onClose, onSaved } = props;
  const form = useId();
  const [name, setName] = useState(props.name);
  const [config, setConfig] = useState(shownSetup(props.config));
  const [secret, setSecret] = useState<string | null>(hasSecret ? null : "");
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(() =>
      id === null
        ? actions.createConnection({ name, config, secret: secret ?? "" })
        : actions.updateConnection({ id, name, config, secret }),
    );
    setBusy(false);
    if (answer.ok) onSaved(answer.id);
    else setRefusal(answer);
  };
  const wrong = Object.fromEntries(
    Object.entries(refusal?.fields ?? {}).map(([field, text]) => [fieldName(field), text]),
  );
  const { label, hint } = secrets[config.kind];
  return (
    <Dialog
      title={id === null ? `Add: ${titles[config.kind]}` : `Change “${props.name}”`}
      open
      onOpenChange={(stays) => !stays && onClose()}
      footer={
        <>
          <DialogClose render={<Button>Cancel</Button>} />
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {id === null ? "Add" : "Save"}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={save} noValidate autoComplete="off" className="flex flex-col gap-3">
        <TextField label="Name" value={name} onValueChange={setName} error={wrong.name} autoFocus />
        <ServiceFields setup={config} onChange={setConfig} wrong={wrong} />
        <PasswordField
          label={label}
          mono
          autoComplete="off"
          placeholder={hasSecret ? "Stays as it is" : undefined}
          hint={secretHint(secret) ?? hint}
          value={secret ?? ""}
          onValueChange={(text) => setSecret(text === "" && hasSecret ? null : text)}
          error={wrong.secret}
        />
        {refusal && Object.keys(wrong).length === 0 && (
          <Notice tone="error" title="Not saved">
            {refusal.message}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

/** "config.allowedRecipients.0" → "allowedRecipients". */
function fieldName(path: string): string {
  const parts = path.split(".");
  return (parts[0] === "config" ? parts[1] : parts[0]) ?? path;
}
