import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { TokensPage } from "@/components/members/tokens-page";
import { listTokens } from "@/lib/server/accounts/api-token";
import { pageViewerWith } from "@/lib/server/accounts/page-viewer";
import { ownAddress } from "@/lib/server/origin";
import { makeToken, revokeToken } from "./actions";

export const metadata: Metadata = { title: "Tokens" };

/** The tokens by which programs use the HTTP API. */
export default async function Page({ params }: PageProps<"/w/[workspace]/tokens">) {
  const viewer = await pageViewerWith(params, "tokens");
  return (
    <TokensPage
      tokens={await listTokens(viewer)}
      apiUrl={`${ownAddress()}/api/v1`}
      actions={bindActions(viewer.slug, { makeToken, revokeToken })}
    />
  );
}
