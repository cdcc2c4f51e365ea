import type { SqlTrial, SqlTried } from "../../graph/sql-trial.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";

/** Tries a statement on a database of the workspace, changing nothing. */
export async function tryStatement(viewer: Viewer, trial: SqlTrial): Promise<SqlTried> {
  const { db, trySql } = await server();
  const { workspaceId } = viewer;
  const found = await db.connection.findFirst({
    where: { id: trial.connectionId, workspaceId },
    select: { id: true },
  });
  if (found === null) throw notFound("connection");
  return trySql(workspaceId, trial);
}
