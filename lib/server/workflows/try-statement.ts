import type { SqlCheck, SqlChecked, SqlTrial, SqlTried } from "../../graph/sql-trial.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";

/** Tries a statement on a database of the workspace, changing nothing. */
export async function tryStatement(viewer: Viewer<"edit">, trial: SqlTrial): Promise<SqlTried> {
  await requireConnection(viewer, trial.connectionId);
  const { trySql } = await server();
  return trySql(viewer.workspaceId, trial);
}

/** Has a database of the workspace read a statement without running it. */
export async function checkStatement(viewer: Viewer<"edit">, check: SqlCheck): Promise<SqlChecked> {
  await requireConnection(viewer, check.connectionId);
  const { checkSql } = await server();
  return { refused: await checkSql(viewer.workspaceId, check) };
}

async function requireConnection({ workspaceId }: Viewer, id: string): Promise<void> {
  const { db } = await server();
  const found = await db.connection.findFirst({ where: { id, workspaceId }, select: { id: true } });
  if (found === null) throw notFound("connection");
}
