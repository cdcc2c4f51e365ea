import type { Surroundings } from "../../graph/issue.ts";
import type { Transaction } from "../transaction.ts";
import { connectionTroubles } from "./connection-troubles.ts";

/** The workspace's connections as far as checking a drawing needs them. */
export async function knownConnections(db: Transaction, workspaceId: string): Promise<Surroundings> {
  const [rows, troubles] = await Promise.all([
    db.connection.findMany({
      where: { workspaceId },
      select: { id: true, kind: true, name: true, offline: true, isDefault: true, practice: true },
    }),
    connectionTroubles(),
  ]);
  const connections = rows.map(({ practice, ...row }) => ({ ...row, ...troubles({ id: row.id, practice }) }));
  return { connections };
}
