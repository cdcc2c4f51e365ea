"use client";

import { Ellipsis, LogOut, UserMinus } from "lucide-react";
import { useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import { toast } from "@/components/ui/toast.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { MemberRow } from "@/lib/views/members.ts";
import { type Role, Role as Roles } from "@/lib/views/roles.ts";
import type { MemberActions } from "./member-actions.ts";
import { roleWords } from "./role-words.ts";

type Props = {
  member: MemberRow;
  isSelf: boolean;
  /** Whether who looks is an owner. */
  owns: boolean;
  /** A workspace keeps one. */
  isLastOwner: boolean;
  actions: MemberActions;
  onChanged: () => void;
};

const options = Roles.options.map((value) => ({
  value,
  label: roleWords[value].name,
  hint: roleWords[value].may,
}));

/** A member: who they are, when they were last here, their role, and what can be done about it. */
export function MemberLine({ member, isSelf, owns, isLastOwner, actions, onChanged }: Props) {
  const { userId, email, role, seenAt } = member;
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const name = markHidden(member.name);
  const changeRole = async (next: Role) => {
    setBusy(true);
    const answer = await ask<object>(() => actions.changeRole({ userId, role: next }));
    setBusy(false);
    if (answer.ok) onChanged();
    else toast.error("The role stays as it was", { description: answer.message });
  };
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      <div className="min-w-40 flex-1">
        <p className="wrap-anywhere font-strong">
          {name}
          {isSelf && <span className="font-regular text-ink-faint"> (you)</span>}
        </p>
        <p className="wrap-anywhere text-12 text-ink-faint">{email}</p>
      </div>
      <p className="text-12 text-ink-soft">
        {seenAt === null ? (
          "Not here yet"
        ) : (
          <>
            Last here <TimeAgo at={seenAt} />
          </>
        )}
      </p>
      {owns ? (
        <Select
          label={`Role of ${name}`}
          hideLabel
          size={28}
          className="w-32"
          value={role}
          options={options}
          onValueChange={(next) => next !== role && !busy && void changeRole(next)}
        />
      ) : (
        <p className="text-13 sm:w-20 sm:text-right" title={roleWords[role].may}>
          {roleWords[role].name}
        </p>
      )}
      <span className="ml-auto flex w-8 justify-end sm:ml-0">
        {(owns || isSelf) && (
          <Menu
            align="end"
            trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis size={16} aria-hidden />} />}
          >
            <MenuItem
              danger
              disabled={isLastOwner}
              icon={isSelf ? <LogOut size={14} aria-hidden /> : <UserMinus size={14} aria-hidden />}
              onSelect={() => setLeaving(true)}
            >
              {isSelf ? "Leave this workspace" : "Remove from this workspace"}
            </MenuItem>
            {isLastOwner && (
              <p className="max-w-60 px-2 pb-1 text-12 text-ink-faint">
                A workspace keeps an owner: make somebody else an owner first.
              </p>
            )}
          </Menu>
        )}
      </span>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        danger
        title={isSelf ? "Leave this workspace?" : `Remove ${name}?`}
        description={
          isSelf
            ? "You will see nothing of it any more. What you have made stays."
            : "They will see nothing of it any more, and pages that they have open close at once. What they have made stays."
        }
        confirmLabel={isSelf ? "Leave" : "Remove"}
        onConfirm={async () => {
          const answer: Answer<object> = await ask(() =>
            isSelf ? actions.leaveWorkspace({}) : actions.removeMember({ userId }),
          );
          if (!answer.ok) throw new Error(answer.message);
          // The page itself is not there for somebody who has left.
          if (isSelf) window.location.assign("/");
          else onChanged();
        }}
      />
    </li>
  );
}
