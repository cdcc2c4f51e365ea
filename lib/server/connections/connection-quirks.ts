import { z } from "zod";
import type { RememberQuirk } from "../../adapters/models/models.ts";
import { type KnownQuirk, oppositeOf } from "../../adapters/models/quirks-of.ts";
import type { Database } from "../../adapters/store/database.ts";
import { Quirk } from "../../run/quirk.ts";
import type { QuirkRow } from "../../views/connection-row.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { audit } from "../workspaces/audit.ts";

type Row = { id: string; model: string; quirk: string; said: string; createdAt: Date };

/** The stored quirks that this version knows. */
export function quirkRows(rows: readonly Row[]): QuirkRow[] {
  return rows.flatMap(({ id, model, quirk, said }) => {
    const known = Quirk.safeParse(quirk);
    return known.success ? [{ id, model: model || null, quirk: known.data, said: said || null }] : [];
  });
}

/** The same quirks for making calls, the earliest first. */
export function knownQuirks(rows: readonly Row[]): KnownQuirk[] {
  const earliestFirst = rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return quirkRows(earliestFirst).map(({ model, quirk }) => ({ model, quirk }));
}

/** Stores a quirk that was learnt from a refusal, for all processes; `changed` is called when it is stored. */
export function rememberQuirk(db: Database, changed: (workspaceId: string) => void): RememberQuirk {
  return async ({ workspaceId, connectionId, model, quirk, said }) => {
    const connection = await db.connection.findFirst({ where: { id: connectionId, workspaceId } });
    if (connection === null) throw notFound("connection");
    const row = { connectionId, model: storable(model), quirk, said: storable(said) };
    await db.$transaction((tx) => storeIn(tx, row));
    changed(workspaceId);
  };
}

export const NewQuirk = z.strictObject({
  id: z.string().max(100),
  /** Empty: every model. */
  model: z.string().trim().max(200, "Use at most 200 characters."),
  quirk: Quirk,
});
export type NewQuirk = z.infer<typeof NewQuirk>;

/** Adds a quirk to a connection by hand. */
export async function addQuirk(
  viewer: Viewer<"connections">,
  { id, model, quirk }: NewQuirk,
): Promise<{ id: string }> {
  const { db, connectionsChanged } = await server();
  const { workspaceId } = viewer;
  const connection = await db.connection.findFirst({ where: { id, workspaceId, kind: "model" } });
  if (connection === null) throw notFound("model connection");
  await db.$transaction(async (tx) => {
    await storeIn(tx, { connectionId: id, model: storable(model), quirk, said: "" });
    const about = { id, name: connection.name };
    await audit(tx, viewer, { what: "connection-change", about, after: { quirk, model } });
  });
  connectionsChanged(workspaceId);
  return { id };
}

/** Removes a quirk: the plain form is tried again, and the quirk is learnt again if that is refused. */
export async function removeQuirk(viewer: Viewer<"connections">, id: string): Promise<{ id: string }> {
  const { db, connectionsChanged } = await server();
  const { workspaceId } = viewer;
  await db.$transaction(async (tx) => {
    const own = { id, connection: { workspaceId } };
    const row = await tx.connectionQuirk.findFirst({ where: own, include: { connection: true } });
    const { count } = await tx.connectionQuirk.deleteMany({ where: own });
    if (row === null || count === 0) throw notFound("quirk");
    const { connection, quirk, model } = row;
    const about = { id: connection.id, name: connection.name };
    await audit(tx, viewer, { what: "connection-change", about, before: { quirk, model } });
  });
  connectionsChanged(workspaceId);
  return { id };
}

type NewRow = { connectionId: string; model: string; quirk: Quirk; said: string };

async function storeIn(tx: Transaction, row: NewRow): Promise<void> {
  const { connectionId, model, quirk } = row;
  const opposite = oppositeOf(quirk);
  if (opposite !== null)
    await tx.connectionQuirk.deleteMany({ where: { connectionId, model, quirk: opposite } });
  // Several calls may learn the same at once.
  await tx.connectionQuirk.createMany({ data: [row], skipDuplicates: true });
}

/** PostgreSQL's texts can't contain NUL or lone surrogates. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
