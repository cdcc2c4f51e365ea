"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Answer, Refusal } from "@/lib/views/answer.ts";
import { workspacePath } from "@/lib/views/workspace-path.ts";
import { PasswordField } from "./password-field.tsx";

type Claim = { code: string; name: string; email: string; password: string };
type Props = {
  code: string;
  makeOwner: (claim: Claim) => Promise<Answer<{ slug: string; workflowId: string }>>;
};

/** Makes the owner of a new Tutti, and opens the template. */
export function OwnerForm({ code, makeOwner }: Props) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, start] = useTransition();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "");
    const claim = { code, name: text("name"), email: text("email"), password: text("password") };
    start(async () => {
      const answer = await ask(() => makeOwner(claim));
      if (answer.ok) router.replace(workspacePath(answer.slug, `/workflows/${answer.workflowId}`));
      else setRefusal(answer);
    });
  };
  const wrong = refusal?.fields ?? {};
  const inField = Object.keys(wrong).some((field) => field !== "code");
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <div>
        <h1 className="text-19">Welcome</h1>
        <p className="mt-1 text-ink-soft">
          You are the first here, so this Tutti becomes yours. Everything you make is stored in its own
          database.
        </p>
      </div>
      <TextField label="Your name" name="name" autoComplete="name" autoFocus error={wrong.name} />
      <TextField label="Email" name="email" type="email" autoComplete="email" error={wrong.email} />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        hint="At least 10 characters"
        error={wrong.password}
      />
      {refusal && !inField && (
        <Notice tone="error" title="This did not work">
          {refusal.message}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={busy}>
        Make it mine
      </Button>
    </form>
  );
}
