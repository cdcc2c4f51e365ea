import type { Metadata } from "next";
import { OutboxPage } from "@/components/outbox/outbox-page";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import { listMails, readMail } from "@/lib/server/connections/outbox";

export const metadata: Metadata = { title: "Outbox" };

/** The outbox; `?mail=…` says which mail is read. */
export default async function Page({ params, searchParams }: PageProps<"/w/[workspace]/outbox">) {
  const viewer = await pageViewer(params);
  const { mail } = await searchParams;
  const [mails, shown] = await Promise.all([
    listMails(viewer),
    typeof mail === "string" ? orNotFound(readMail(viewer, mail)) : null,
  ]);
  return <OutboxPage mails={mails} shown={shown} />;
}
