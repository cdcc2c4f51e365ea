import type { Metadata } from "next";
import { connection } from "next/server";
import { OwnerForm } from "@/components/account/owner-form";
import { WelcomeRefusal } from "@/components/account/welcome-refusal";
import { welcome } from "@/lib/server/accounts/claim-owner";
import { makeOwner } from "./actions";

export const metadata: Metadata = { title: "Welcome" };

/** The first visit: the one-time link that was printed makes the owner. */
export default async function Page({ searchParams }: PageProps<"/welcome">) {
  await connection();
  const given = (await searchParams).code;
  const code = typeof given === "string" ? given : undefined;
  const state = await welcome(code);
  if (state !== "claim" || code === undefined)
    return <WelcomeRefusal reason={state === "taken" ? "taken" : "wrong-link"} />;
  return <OwnerForm code={code} makeOwner={makeOwner} />;
}
