import type { Metadata } from "next";
import { headers } from "next/headers";
import { AccountPage } from "@/components/account/account-page";
import { loadOwnAccount } from "@/lib/server/accounts/own-account";
import { pagePerson } from "@/lib/server/accounts/page-viewer";
import { changeOwnName, changePassword, endOneSession, endOtherSessions } from "./actions";

export const metadata: Metadata = { title: "Your account" };

/** The person's own account, outside of all workspaces. */
export default async function Page() {
  const account = await loadOwnAccount(await pagePerson(), await headers());
  return (
    <AccountPage
      account={account}
      actions={{ changeOwnName, changePassword, endOneSession, endOtherSessions }}
    />
  );
}
