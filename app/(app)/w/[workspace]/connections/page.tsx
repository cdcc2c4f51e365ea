import type { Metadata } from "next";
import { bindActions } from "@/app/bind-actions";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
import { may } from "@/lib/server/accounts/viewer";
import { listConnections } from "@/lib/server/connections/connections";
import { listPrices } from "@/lib/server/connections/prices";
import { findOllama } from "@/lib/server/connections/recognise-model";
import {
  addPrice,
  addQuirk,
  createConnection,
  recogniseModel,
  removeConnection,
  removePrice,
  removeQuirk,
  setDefaultConnection,
  testConnection,
  updateConnection,
} from "./actions";

export const metadata: Metadata = { title: "Connections" };

/** Every way out of Tutti. */
export default async function Page({ params }: PageProps<"/w/[workspace]/connections">) {
  const viewer = await pageViewer(params);
  const [connections, prices, { ollama }] = await Promise.all([
    listConnections(viewer),
    listPrices(viewer),
    may(viewer, "connections") ? findOllama(viewer) : { ollama: null },
  ]);
  return (
    <ConnectionsPage
      connections={connections}
      ollama={ollama}
      prices={prices}
      actions={bindActions(viewer.slug, {
        recogniseModel,
        createConnection,
        updateConnection,
        testConnection,
        removeConnection,
        setDefaultConnection,
        addQuirk,
        removeQuirk,
        addPrice,
        removePrice,
      })}
    />
  );
}
