"use client";

import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { InvitationRow } from "@/lib/views/members.ts";
import type { MemberActions } from "./member-actions.ts";
import { roleWords } from "./role-words.ts";

type Props = {
  invitations: InvitationRow[];
  revokeInvitation: MemberActions["revokeInvitation"];
  onChanged: () => void;
};

const states = { open: "Open", full: "Used", expired: "Expired", revoked: "Revoked" } as const;

/** Who is invited, as what, until when; those that are open can be revoked. */
export function InvitationList({ invitations, revokeInvitation, onChanged }: Props) {
  if (invitations.length === 0)
    return (
      <p className="p-4 text-ink-soft">
        None yet. An invitation is a link: whoever opens it makes an account, or uses theirs, and is a member
        then.
      </p>
    );
  return (
    <ul aria-label="Invitations">
      {invitations.map((invitation) => {
        const { id, role, email, places, used, state, expiresAt, by, createdAt } = invitation;
        const whom = email ?? (places === 1 ? "one person" : `${places} people`);
        return (
          <li
            key={id}
            className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0"
          >
            <div className="min-w-40 flex-1">
              <p className="wrap-anywhere">
                {roleWords[role].name}, for {whom}
                {places > 1 && <span className="text-ink-soft">, {used} came</span>}
              </p>
              <p className="text-12 text-ink-faint">
                {markHidden(by)}, <TimeAgo at={createdAt} />
                {state === "open" && (
                  <>
                    , open until <TimeAgo at={expiresAt} />
                  </>
                )}
              </p>
            </div>
            <Badge>{states[state]}</Badge>
            {state === "open" && (
              <ConfirmDialog
                title="Revoke this invitation?"
                description="Its link does nothing any more. Who has joined by it stays."
                confirmLabel="Revoke"
                danger
                trigger={<Button size={28}>Revoke</Button>}
                onConfirm={async () => {
                  const answer = await ask<object>(() => revokeInvitation({ id }));
                  if (!answer.ok) throw new Error(answer.message);
                  onChanged();
                }}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
