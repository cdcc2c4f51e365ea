import type { Metadata } from "next";
import { headers } from "next/headers";
import { JoinForm } from "@/components/account/join-form";
import { JoinRefusal } from "@/components/account/join-refusal";
import { personOf } from "@/lib/server/accounts/viewer";
import { viewInvitation } from "@/lib/server/workspaces/invitations";
import { joinAsNew, joinWorkspace } from "./actions";

export const metadata: Metadata = { title: "Join" };

/** An invitation: who is signed in joins, who is not makes an account or signs in first. */
export default async function Page({ params }: PageProps<"/join/[token]">) {
  const { token } = await params;
  const person = await personOf(await headers());
  const invitation = await viewInvitation(token);
  if (invitation === null) return <JoinRefusal signedIn={person !== null} />;
  return (
    <JoinForm
      token={token}
      invitation={invitation}
      email={person?.email ?? null}
      actions={{ joinAsNew, joinWorkspace }}
    />
  );
}
