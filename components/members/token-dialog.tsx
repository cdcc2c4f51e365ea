"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Answer, Refusal } from "@/lib/views/answer.ts";
import { MOST_TOKEN_DAYS, type NewToken, TokenRole } from "@/lib/views/api-token.ts";
import { roleWords } from "./role-words.ts";

type Props = {
  makeToken: (wanted: NewToken) => Promise<Answer<{ id: string; token: string }>>;
  onMade: () => void;
};

const DAYS = 90;
const options = TokenRole.options.map((value) => ({
  value,
  label: roleWords[value].name,
  hint: roleWords[value].may,
}));

/** Makes a token and shows it once. */
export function TokenDialog({ makeToken, onMade }: Props) {
  const [open, setOpen] = useState(false);
  const [token, setToken] = useState<string>();
  return (
    <Dialog
      title={token === undefined ? "New token" : "The token"}
      description={
        token === undefined
          ? "Whoever has the token may do in this workspace what its role may, and never more than you may."
          : "Copy it to where the program finds it. It is shown only now: Tutti keeps no copy of it."
      }
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setToken(undefined);
      }}
      trigger={
        <Button variant="primary" icon={<Plus size={16} aria-hidden />}>
          New token
        </Button>
      }
    >
      {token === undefined ? (
        <TokenForm
          makeToken={makeToken}
          onToken={(made) => {
            setToken(made);
            onMade();
          }}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <TextField label="Token" mono value={token} readOnly trailing={<CopyButton text={token} />} />
          <div className="flex justify-end">
            <DialogClose render={<Button variant="primary">Done</Button>} />
          </div>
        </div>
      )}
    </Dialog>
  );
}

type FormProps = Pick<Props, "makeToken"> & { onToken: (token: string) => void };

function TokenForm({ makeToken, onToken }: FormProps) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<TokenRole>("operator");
  const [days, setDays] = useState<number | null>(DAYS);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(() => makeToken({ name, role, days }));
    setBusy(false);
    if (answer.ok) onToken(answer.token);
    else setRefusal(answer);
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <TextField
        label="Name"
        hint="Which program it is for."
        value={name}
        onValueChange={setName}
        maxLength={80}
        autoFocus
        autoComplete="off"
        error={wrong.name}
      />
      <Select label="Role" value={role} onValueChange={setRole} options={options} />
      <p className="-mt-3 text-12 text-ink-faint">{roleWords[role].may}</p>
      <NumberField
        label="Valid for"
        unit="days"
        hint="Empty: until it is revoked."
        className="w-44"
        value={days}
        min={1}
        max={MOST_TOKEN_DAYS}
        onValueChange={setDays}
        error={wrong.days}
      />
      {refusal && Object.keys(wrong).length === 0 && (
        <Notice tone="error" title="There is no token yet">
          {refusal.message}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <DialogClose render={<Button>Cancel</Button>} />
        <Button type="submit" variant="primary" busy={busy}>
          Make the token
        </Button>
      </div>
    </form>
  );
}
