import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NoWorkspacePage } from "@/components/account/no-workspace-page";
import { pagePerson } from "@/lib/server/accounts/page-viewer";
import { latestWorkspace } from "@/lib/server/workspaces/workspace";
import { workspacePath } from "@/lib/views/workspace-path";
import { signOut } from "./sign-out";

export const metadata: Metadata = { title: "Tutti" };

/** Leads to the workspace that the person looked into last. */
export default async function Page() {
  const person = await pagePerson();
  const slug = await latestWorkspace(person);
  if (slug !== null) redirect(workspacePath(slug, "/"));
  return <NoWorkspacePage email={person.email} signOut={signOut} />;
}
