"use client";

import Link from "next/link";
import { type FormEvent, useState, useTransition } from "react";
import { roleWords } from "@/components/members/role-words.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Answer, Refusal } from "@/lib/views/answer.ts";
import type { InvitationView } from "@/lib/views/members.ts";
import { workspacePath } from "@/lib/views/workspace-path.ts";
import { PasswordField } from "./password-field.tsx";

type NewAccount = { token: string; name: string; email: string; password: string };
type Props = {
  token: string;
  invitation: InvitationView;
  /** Of the account that is signed in; null: none is. */
  email: string | null;
  actions: {
    joinWorkspace: (by: { token: string }) => Promise<Answer<{ slug: string }>>;
    joinAsNew: (account: NewAccount) => Promise<Answer<{ slug: string }>>;
  };
};

/** An invitation: what it offers, and the way in, with the account that is signed in or with a new one. */
export function JoinForm({ token, invitation, email, actions }: Props) {
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, start] = useTransition();
  const join = (work: () => Promise<Answer<{ slug: string }>>) =>
    start(async () => {
      const answer = await ask(work);
      // Loaded whole, so that nothing of another session is left.
      if (answer.ok) window.location.assign(workspacePath(answer.slug, "/"));
      else setRefusal(answer);
    });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "");
    const account = { token, name: text("name"), email: text("email"), password: text("password") };
    join(() => actions.joinAsNew(account));
  };
  const wrong = refusal?.fields ?? {};
  const { name, may } = roleWords[invitation.role];
  const refused = refusal && (email !== null || Object.keys(wrong).length === 0) && (
    <Notice tone="error" title="You have not joined">
      {refusal.message}
    </Notice>
  );
  const head = (
    <div>
      <h1 className="wrap-anywhere text-19">Join “{markHidden(invitation.workspace)}”</h1>
      <p className="wrap-anywhere mt-1 text-ink-soft">
        {markHidden(invitation.by)} invites you to this workspace. Your role will be {name}: {may}
      </p>
    </div>
  );
  if (email !== null)
    return (
      <div className="flex flex-col gap-4">
        {head}
        <p className="wrap-anywhere text-ink-soft">You are signed in as {email}.</p>
        {refused}
        <Button variant="primary" busy={busy} onClick={() => join(() => actions.joinWorkspace({ token }))}>
          Join
        </Button>
      </div>
    );
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      {head}
      <TextField label="Your name" name="name" autoComplete="name" autoFocus error={wrong.name} />
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={invitation.email ?? ""}
        error={wrong.email}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        hint="At least 10 characters"
        error={wrong.password}
      />
      {refused}
      <Button type="submit" variant="primary" busy={busy}>
        Make an account and join
      </Button>
      <p className="text-12 text-ink-faint">
        You have an account here?{" "}
        <Link
          href={`/sign-in?to=${encodeURIComponent(`/join/${token}`)}`}
          className="underline hover:text-ink"
        >
          Sign in first
        </Link>
      </p>
    </form>
  );
}
