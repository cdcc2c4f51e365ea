import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { MembersPage } from "@/components/members/members-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { may } from "@/lib/server/accounts/viewer";
import { ownAddress } from "@/lib/server/origin";
import { listInvitations } from "@/lib/server/workspaces/invitations";
import { listMembers } from "@/lib/server/workspaces/members";
import { changeRole, leaveWorkspace, makeInvitation, removeMember, revokeInvitation } from "./actions";

export const metadata: Metadata = { title: "People" };

/** Who is in the workspace; for owners also who is invited. */
export default async function Page({ params }: PageProps<"/w/[workspace]/members">) {
  const viewer = await pageViewer(params);
  const [members, invitations] = await Promise.all([
    listMembers(viewer),
    may(viewer, "members") ? listInvitations(viewer) : null,
  ]);
  return (
    <MembersPage
      self={viewer.userId}
      members={members}
      invitations={invitations}
      joinUrl={`${ownAddress()}/join/`}
      actions={bindActions(viewer.slug, {
        ...{ changeRole, leaveWorkspace, makeInvitation, removeMember, revokeInvitation },
      })}
    />
  );
}
