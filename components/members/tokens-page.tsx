"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { NewToken, TokenRow } from "@/lib/views/api-token.ts";
import { roleWords } from "./role-words.ts";
import { TokenDialog } from "./token-dialog.tsx";

type Props = {
  tokens: TokenRow[];
  /** Where the HTTP API is. */
  apiUrl: string;
  actions: {
    makeToken: (wanted: NewToken) => Promise<Answer<{ id: string; token: string }>>;
    revokeToken: (which: { id: string }) => Promise<Answer<object>>;
  };
};

/** The tokens of a workspace: what each may do, for whom it acts, when it was used last. */
export function TokensPage({ tokens, apiUrl, actions }: Props) {
  const router = useRouter();
  const refresh = () => router.refresh();
  return (
    <Page
      title="Tokens"
      description="By a token a program starts published workflows and reads their runs. It acts for who made it, may never do more than they may at that moment, and is gone when they leave the workspace."
      actions={<TokenDialog makeToken={actions.makeToken} onMade={refresh} />}
    >
      <div className="flex flex-col gap-6">
        <Panel flush>
          {tokens.length === 0 ? (
            <p className="p-4 text-ink-soft">
              None yet. Make one for each program, so that each can be revoked.
            </p>
          ) : (
            <ul aria-label="Tokens">
              {tokens.map((token) => (
                <TokenLine
                  key={token.id}
                  token={token}
                  revoke={async () => {
                    const answer = await ask<object>(() => actions.revokeToken({ id: token.id }));
                    if (!answer.ok) throw new Error(answer.message);
                    refresh();
                  }}
                />
              ))}
            </ul>
          )}
        </Panel>
        <p className="max-w-[68ch] text-12 text-ink-soft">
          The API is at <code className="figures">{apiUrl}</code>; its description for programs is at{" "}
          <a href={`${apiUrl}/openapi.json`} className="underline hover:text-ink">
            openapi.json
          </a>
          . On the page of a workflow, among its versions, is a command to copy.
        </p>
      </div>
    </Page>
  );
}

function TokenLine({ token, revoke }: { token: TokenRow; revoke: () => Promise<void> }) {
  const { name, last4, role, by, createdAt, expiresAt, usedAt } = token;
  const over = expiresAt !== null && expiresAt <= Date.now();
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      <KeyRound size={16} aria-hidden className="shrink-0 text-ink-faint" />
      <div className="min-w-40 flex-1">
        <p className="wrap-anywhere font-strong">{markHidden(name)}</p>
        <p className="wrap-anywhere text-12 text-ink-faint">
          {markHidden(by)}, <TimeAgo at={createdAt} />
          {expiresAt !== null && (
            <>
              , {over ? "expired" : "valid until"} <TimeAgo at={expiresAt} />
            </>
          )}
        </p>
      </div>
      <span className="figures text-12 text-ink-soft">
        <span className="sr-only">Ends in </span>
        <span aria-hidden>••••</span>
        {last4}
      </span>
      <span className="text-12 text-ink-soft">
        {usedAt === null ? (
          "Never used"
        ) : (
          <>
            Used <TimeAgo at={usedAt} />
          </>
        )}
      </span>
      {over ? <Badge tone="waiting">Expired</Badge> : <Badge>{roleWords[role].name}</Badge>}
      <ConfirmDialog
        title={`Revoke “${name}”?`}
        description="Programs that use it are refused from now on. Runs that they have started go on."
        confirmLabel="Revoke"
        danger
        trigger={<Button size={28}>Revoke</Button>}
        onConfirm={revoke}
      />
    </li>
  );
}
