import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { LinksPage } from "@/components/members/links-page";
import { pageViewerWith } from "@/lib/server/accounts/page-viewer";
import { listLinks } from "@/lib/server/workflows/share-links";
import { revokeLink } from "./actions";

export const metadata: Metadata = { title: "Links" };

/** The links by which others look at versions. */
export default async function Page({ params }: PageProps<"/w/[workspace]/links">) {
  const viewer = await pageViewerWith(params, "link");
  return <LinksPage links={await listLinks(viewer)} actions={bindActions(viewer.slug, { revokeLink })} />;
}
