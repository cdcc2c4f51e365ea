"use client";

import { UserPlus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Refusal } from "@/lib/views/answer.ts";
import { MOST_DAYS, MOST_PLACES } from "@/lib/views/members.ts";
import { type Role, Role as Roles } from "@/lib/views/roles.ts";
import type { MemberActions } from "./member-actions.ts";
import { roleWords } from "./role-words.ts";

type Props = {
  joinUrl: string;
  makeInvitation: MemberActions["makeInvitation"];
  onMade: () => void;
};

const DAYS = 7;
const options = Roles.options.map((value) => ({
  value,
  label: roleWords[value].name,
  hint: roleWords[value].may,
}));

/** Makes a link by which people become members, and shows it once. */
export function InviteDialog({ joinUrl, makeInvitation, onMade }: Props) {
  const [open, setOpen] = useState(false);
  const [link, setLink] = useState<string>();
  return (
    <Dialog
      title={link === undefined ? "Invite people" : "The invitation"}
      description={
        link === undefined
          ? "Whoever opens the link becomes a member of this workspace in the role that you choose."
          : "Send this link to whom you invite. It is shown only now: Tutti keeps no copy of it."
      }
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setLink(undefined);
      }}
      trigger={
        <Button variant="primary" icon={<UserPlus size={16} aria-hidden />}>
          Invite
        </Button>
      }
    >
      {link === undefined ? (
        <InviteForm
          makeInvitation={makeInvitation}
          onToken={(token) => {
            setLink(joinUrl + token);
            onMade();
          }}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <TextField label="Link" value={link} readOnly trailing={<CopyButton text={link} label="Copy" />} />
          <div className="flex justify-end">
            <DialogClose render={<Button variant="primary">Done</Button>} />
          </div>
        </div>
      )}
    </Dialog>
  );
}

type FormProps = Pick<Props, "makeInvitation"> & { onToken: (token: string) => void };

function InviteForm({ makeInvitation, onToken }: FormProps) {
  const [role, setRole] = useState<Role>("editor");
  const [email, setEmail] = useState("");
  const [places, setPlaces] = useState<number | null>(1);
  const [days, setDays] = useState<number | null>(DAYS);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const bound = email.trim() !== "";
  const hint = useId();
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const wanted = { role, email: email.trim(), places: bound ? 1 : (places ?? 0), days: days ?? 0 };
    const answer = await ask(() => makeInvitation(wanted));
    setBusy(false);
    if (answer.ok) onToken(answer.token);
    else setRefusal(answer);
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <Select label="Role" value={role} onValueChange={setRole} options={options} />
      <p id={hint} className="-mt-3 text-12 text-ink-faint">
        {roleWords[role].may}
      </p>
      <TextField
        label="Only for this address"
        hint="Leave it empty if anybody with the link may join."
        type="email"
        value={email}
        onValueChange={setEmail}
        error={wrong.email}
      />
      <div className="grid grid-cols-2 gap-3">
        <NumberField
          label="People"
          value={bound ? 1 : places}
          disabled={bound}
          min={1}
          max={MOST_PLACES}
          onValueChange={setPlaces}
          error={wrong.places}
        />
        <NumberField
          label="Days"
          value={days}
          min={1}
          max={MOST_DAYS}
          onValueChange={setDays}
          error={wrong.days}
        />
      </div>
      {refusal && Object.keys(wrong).length === 0 && (
        <Notice tone="error" title="There is no invitation yet">
          {refusal.message}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <DialogClose render={<Button>Cancel</Button>} />
        <Button type="submit" variant="primary" busy={busy}>
          Make the link
        </Button>
      </div>
    </form>
  );
}
