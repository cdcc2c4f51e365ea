import type { Metadata } from "next";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { pageViewer } from "@/lib/server/accounts/page-viewer";
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
export default async function Page() {
  const viewer = await pageViewer();
  const [connections, prices, { ollama }] = await Promise.all([
    listConnections(viewer),
    listPrices(viewer),
    findOllama(viewer),
  ]);
  return (
    <ConnectionsPage
      connections={connections}
      ollama={ollama}
      prices={prices}
      actions={{
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
      }}
    />
  );
}
