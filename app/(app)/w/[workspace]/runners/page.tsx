import type { Metadata } from "next";
import { RunnersPage } from "@/components/runners/runners-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { listRunners } from "@/lib/server/runners/runners";

export const metadata: Metadata = { title: "Runners" };

/** Who drives runs, and who waits for that. */
export default async function Page({ params }: PageProps<"/w/[workspace]/runners">) {
  return <RunnersPage list={await listRunners(await pageViewer(params))} />;
}
