import { AppFrame } from "@/components/frame/app-frame";
import { FreshPage } from "@/components/frame/fresh-page";
import { RoomBanner } from "@/components/frame/room-banner";
import { loadAccount } from "@/lib/server/accounts/account";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { server } from "@/lib/server/ports";
import { createWorkspace } from "../../actions";
import { signOut } from "../../sign-out";

/** Around every page of a workspace. */
export default async function Layout({ params, children }: LayoutProps<"/w/[workspace]">) {
  const account = await loadAccount(await pageViewer(params));
  const { room } = await server();
  return (
    <AppFrame account={account} signOut={signOut} createWorkspace={createWorkspace}>
      <FreshPage />
      <RoomBanner room={room.state()} />
      {children}
    </AppFrame>
  );
}
