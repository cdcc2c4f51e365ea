import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/account/sign-in-form";
import { WelcomeRefusal } from "@/components/account/welcome-refusal";
import { hasOwner } from "@/lib/server/accounts/claim-owner";
import { personOf } from "@/lib/server/accounts/viewer";

export const metadata: Metadata = { title: "Sign in" };

/** Email and password; afterwards the page that was asked for. */
export default async function Page({ searchParams }: PageProps<"/sign-in">) {
  const sent = await headers();
  const { to } = await searchParams;
  const next = typeof to === "string" && isOwnPath(to) ? to : "/";
  if ((await personOf(sent)) !== null) redirect(next);
  if (!(await hasOwner())) return <WelcomeRefusal reason="no-owner" />;
  return <SignInForm next={next} />;
}

/** A path of this app, and no address that a browser would take for another site. */
function isOwnPath(path: string): boolean {
  return path.startsWith("/") && URL.parse(path, "http://own.invalid")?.origin === "http://own.invalid";
}
