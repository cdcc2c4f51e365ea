import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { SharedPage } from "@/components/versions/shared-page";
import { markHidden } from "@/lib/graph/hidden-characters";
import { personOf } from "@/lib/server/accounts/viewer";
import { linkViewerOf, readShared } from "@/lib/server/workflows/share-links";

/** Title and page ask for the same: it is read once for a request. */
const sharedBy = cache(async (token: string) => {
  const viewer = await linkViewerOf(token, await personOf(await headers()));
  if (viewer === null) notFound();
  if (viewer === "sign-in") redirect(`/sign-in?to=${encodeURIComponent(`/s/${token}`)}`);
  return readShared(viewer);
});

export async function generateMetadata({ params }: PageProps<"/s/[token]">): Promise<Metadata> {
  const { name, version } = await sharedBy((await params).token);
  return { title: `${markHidden(name)}, version ${version}`, robots: { index: false } };
}

/** A published version, for whoever has its link. */
export default async function Page({ params }: PageProps<"/s/[token]">) {
  return <SharedPage shared={await sharedBy((await params).token)} />;
}
