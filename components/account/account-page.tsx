"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { Wordmark } from "@/components/frame/wordmark.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Answer, Refusal } from "@/lib/views/answer.ts";
import type { OwnAccount, SessionRow } from "@/lib/views/own-account.ts";
import { browserName } from "./browser-name.ts";
import { PasswordField } from "./password-field.tsx";

type Actions = {
  changeOwnName: (input: { name: string }) => Promise<Answer<{ name: string }>>;
  changePassword: (input: { current: string; next: string }) => Promise<Answer<{ ended: number }>>;
  endOneSession: (input: { id: string }) => Promise<Answer<object>>;
  endOtherSessions: (nothing: Record<string, never>) => Promise<Answer<{ ended: number }>>;
};
type Props = { account: OwnAccount; actions: Actions };

/** The person's own account: name, password, and where they are signed in. */
export function AccountPage({ account: { name, email, sessions }, actions }: Props) {
  return (
    <div className="flex h-dvh flex-col">
      <header className="flex h-11 shrink-0 items-center border-line border-b bg-paper px-4 sm:px-6">
        <Link href="/" aria-label="Tutti: to the workflows">
          <Wordmark />
        </Link>
      </header>
      <main className="flex min-h-0 flex-1 flex-col">
        <Page title="Your account" description={`You are signed in as ${email}.`} width="reading">
          <div className="flex flex-col gap-6">
            <Panel title="Name">
              <NameForm name={name} changeOwnName={actions.changeOwnName} />
            </Panel>
            <Panel title="Password">
              <PasswordForm changePassword={actions.changePassword} />
            </Panel>
            <Panel title="Where you are signed in" flush>
              <Sessions sessions={sessions} {...actions} />
            </Panel>
          </div>
        </Page>
      </main>
    </div>
  );
}

function NameForm({ name, changeOwnName }: { name: string } & Pick<Actions, "changeOwnName">) {
  const router = useRouter();
  const [wanted, setWanted] = useState(name);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const changed = wanted.trim() !== name;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(() => changeOwnName({ name: wanted }));
    setBusy(false);
    setProblem(answer.ok ? undefined : (answer.fields.name ?? answer.message));
    if (!answer.ok) return;
    setWanted(answer.name);
    router.refresh();
  };
  return (
    <form onSubmit={send} noValidate className="flex items-start gap-2">
      <TextField
        label="Your name"
        hideLabel
        className="w-72"
        maxLength={120}
        autoComplete="name"
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

function PasswordForm({ changePassword }: Pick<Actions, "changePassword">) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (field: string) => String(given.get(field) ?? "");
    setBusy(true);
    const answer = await ask(() => changePassword({ current: text("current"), next: text("next") }));
    setBusy(false);
    setRefusal(answer.ok ? undefined : answer);
    if (!answer.ok) return;
    form.current?.reset();
    toast.success("Your password is changed", { description: endedWords(answer.ended) });
    router.refresh();
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form ref={form} onSubmit={send} noValidate className="flex max-w-80 flex-col gap-3">
      <PasswordField
        label="The one that you have now"
        name="current"
        autoComplete="current-password"
        error={wrong.current}
      />
      <PasswordField
        label="The new one"
        name="next"
        autoComplete="new-password"
        hint="At least 10 characters. All other browsers are signed out."
        error={wrong.next}
      />
      {refusal && Object.keys(wrong).length === 0 && (
        <Notice tone="error" title="Your password is as it was">
          {refusal.message}
        </Notice>
      )}
      <Button type="submit" busy={busy} className="self-start">
        Change the password
      </Button>
    </form>
  );
}

const endedWords = (ended: number) =>
  ended === 0
    ? "You were signed in nowhere else."
    : `You are signed out in ${ended === 1 ? "1 other browser" : `${ended} other browsers`}.`;

type SessionsProps = { sessions: SessionRow[] } & Pick<Actions, "endOneSession" | "endOtherSessions">;

function Sessions({ sessions, endOneSession, endOtherSessions }: SessionsProps) {
  const router = useRouter();
  const others = sessions.some(({ isHere }) => !isHere);
  const end = async (work: () => Promise<Answer<object>>) => {
    const answer = await ask(work);
    if (answer.ok) router.refresh();
    else toast.error("That did not work", { description: answer.message });
  };
  return (
    <>
      <ul aria-label="Browsers">
        {sessions.map(({ id, isHere, userAgent, address, begunAt }) => (
          <li
            key={id}
            className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0"
          >
            <div className="min-w-40 flex-1">
              <p className="font-strong" title={userAgent}>
                {browserName(userAgent)}
              </p>
              <p className="text-12 text-ink-faint">
                {address !== null && <span className="figures">{address}, </span>}
                <TimeAgo at={begunAt} />
              </p>
            </div>
            {isHere ? (
              <Badge>This browser</Badge>
            ) : (
              <Button size={28} onClick={() => end(() => endOneSession({ id }))}>
                Sign out there
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others && (
        <div className="border-line border-t p-4">
          <Button onClick={() => end(() => endOtherSessions({}))}>Sign out everywhere else</Button>
        </div>
      )}
    </>
  );
}
