import type { Surroundings } from "../../graph/issue.ts";
import type { Transaction } from "../transaction.ts";

/** The workspace's connections, as needed for checking a drawing. */
export async function knownConnections(db: Transaction, workspaceId: string): Promise<Surroundings> {
  const connections = await db.connection.findMany({
    where: { workspaceId },
    select: { id: true, kind: true, name: true, offline: true, isDefault: true },
  });
  return { connections };
}
