"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { PasswordField } from "./password-field.tsx";
import { signIn } from "./sign-in.ts";

/** Email and password; then the page `next`, loaded whole so that nothing of another session is left. */
export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    const answer = await signIn(String(given.get("email") ?? ""), String(given.get("password") ?? ""));
    if (answer.ok) {
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setProblem(answer.message);
  };
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <h1 className="text-19">Sign in</h1>
      <TextField label="Email" name="email" type="email" autoComplete="username" autoFocus />
      <PasswordField label="Password" name="password" autoComplete="current-password" />
      {problem && (
        <Notice tone="error" title="You are not signed in">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={busy}>
        Sign in
      </Button>
      <p className="text-12 text-ink-faint">
        Lost the password? On the machine where Tutti runs, in its folder:{" "}
        <code className="whitespace-nowrap">npm run reset-owner</code>
      </p>
    </form>
  );
}
