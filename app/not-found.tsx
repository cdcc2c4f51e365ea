import type { Metadata } from "next";
import { connection } from "next/server";
import { NotFoundPage } from "@/components/problem/not-found-page";

export const metadata: Metadata = { title: "Nothing here" };

/** An address that leads nowhere. Made for each request, because a page made beforehand has no nonce. */
export default async function NotFound() {
  await connection();
  return (
    <main className="flex min-h-dvh flex-col">
      <NotFoundPage />
    </main>
  );
}
