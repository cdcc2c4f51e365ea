import type { ReactNode } from "react";
import { AppFrame } from "@/components/frame/app-frame";
import { FreshOnReturn } from "@/components/frame/fresh-on-return";
import { RoomBanner } from "@/components/frame/room-banner";
import { loadAccount } from "@/lib/server/accounts/account";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { server } from "@/lib/server/ports";
import { signOut } from "./sign-out";

/** Around every page of a signed-in person. */
export default async function Layout({ children }: { children: ReactNode }) {
  const account = await loadAccount(await pageViewer());
  const { room } = await server();
  return (
    <AppFrame account={account} signOut={signOut}>
      <FreshOnReturn />
      <RoomBanner room={room.state()} />
      {children}
    </AppFrame>
  );
}
