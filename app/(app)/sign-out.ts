"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { endSession } from "@/lib/server/accounts/account";
import { actionReached } from "@/lib/server/action-trial";
import { refuseOtherOrigins } from "@/lib/server/origin";

/** Ends the session and leads to the sign-in page. */
export async function signOut(): Promise<void> {
  actionReached();
  const sent = await headers();
  refuseOtherOrigins(sent);
  await endSession(sent);
  redirect("/sign-in");
}
