import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { SettingsPage } from "@/components/settings/settings-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { loadSettings } from "@/lib/server/workspaces/settings";
import { allowLinks, countOlder, renameWorkspace, setRetention } from "./actions";

export const metadata: Metadata = { title: "Settings" };

/** What the workspace keeps, and how to keep a copy of it. */
export default async function Page({ params }: PageProps<"/w/[workspace]/settings">) {
  const viewer = await pageViewer(params);
  return (
    <SettingsPage
      settings={await loadSettings(viewer)}
      actions={bindActions(viewer.slug, { allowLinks, countOlder, renameWorkspace, setRetention })}
    />
  );
}
