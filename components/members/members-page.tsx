"use client";

import { useRouter } from "next/navigation";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import type { InvitationRow, MemberRow } from "@/lib/views/members.ts";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import type { MemberActions } from "./member-actions.ts";
import { MemberLine } from "./member-line.tsx";

type Props = {
  /** The id of the person who looks. */
  self: string;
  members: MemberRow[];
  /** Null: only owners see them. */
  invitations: InvitationRow[] | null;
  /** The beginning of an invitation's link; its token follows. */
  joinUrl: string;
  actions: MemberActions;
};

/** The people of the workspace and what each may do; for owners also invitations. */
export function MembersPage({ self, members, invitations, joinUrl, actions }: Props) {
  const router = useRouter();
  const refresh = () => router.refresh();
  const owns = invitations !== null;
  const makesLinks = useMay("link");
  const owners = members.filter(({ role }) => role === "owner").length;
  return (
    <Page
      title="People"
      description="Everybody here sees every workflow and run of this workspace. What else they may do is their role."
      actions={
        <>
          {makesLinks && (
            <WorkspaceLink href="/links" className={buttonClass()}>
              Links
            </WorkspaceLink>
          )}
          {owns && (
            <>
              <WorkspaceLink href="/tokens" className={buttonClass()}>
                Tokens
              </WorkspaceLink>
              <WorkspaceLink href="/audit" className={buttonClass()}>
                Audit
              </WorkspaceLink>
              <InviteDialog joinUrl={joinUrl} makeInvitation={actions.makeInvitation} onMade={refresh} />
            </>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <Panel title={members.length === 1 ? "1 person" : `${members.length} people`} flush>
          <ul aria-label="Members">
            {members.map((member) => (
              <MemberLine
                key={member.userId}
                member={member}
                isSelf={member.userId === self}
                owns={owns}
                isLastOwner={member.role === "owner" && owners === 1}
                actions={actions}
                onChanged={refresh}
              />
            ))}
          </ul>
        </Panel>
        {invitations !== null && (
          <Panel title="Invitations" flush>
            <InvitationList
              invitations={invitations}
              revokeInvitation={actions.revokeInvitation}
              onChanged={refresh}
            />
          </Panel>
        )}
      </div>
    </Page>
  );
}
