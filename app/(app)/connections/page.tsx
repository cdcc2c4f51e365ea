import type { Metadata } from "next";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { listConnections } from "@/lib/server/connections";
import { pageViewer } from "@/lib/server/page-viewer";
import { findOllama } from "@/lib/server/recognise-model";
import {
  createConnection,
  recogniseModel,
  removeConnection,
  setDefaultConnection,
  testConnection,
  updateConnection,
} from "./actions";

export const metadata: Metadata = { title: "Connections" };

/** Every way out of Tutti. */
export default async function Page() {
  const viewer = await pageViewer();
  const [connections, { ollama }] = await Promise.all([listConnections(viewer), findOllama(viewer)]);
  return (
    <ConnectionsPage
      connections={connections}
      ollama={ollama}
      actions={{
        recogniseModel,
        createConnection,
        updateConnection,
        testConnection,
        removeConnection,
        setDefaultConnection,
      }}
    />
  );
}
