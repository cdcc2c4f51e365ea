import type { Metadata } from "next";
import { AuditPage } from "@/components/members/audit-page";
import { pageViewerWith } from "@/lib/server/accounts/page-viewer";
import { listAudit } from "@/lib/server/workspaces/audit";

export const metadata: Metadata = { title: "Audit" };

const SHOWN = 100;

/** Who changed what about people, rights, connections and versions; `?before=` goes back. */
export default async function Page({ params, searchParams }: PageProps<"/w/[workspace]/audit">) {
  const viewer = await pageViewerWith(params, "audit");
  const { before } = await searchParams;
  const from = typeof before === "string" && /^\d{1,9}$/.test(before) ? Number(before) : null;
  return <AuditPage entries={await listAudit(viewer, { before: from, limit: SHOWN })} shown={SHOWN} />;
}
