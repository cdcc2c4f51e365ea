import { randomUUID } from "node:crypto";
import { z } from "zod";
import { keyProblem } from "../../adapters/models/key-form.ts";
import type { ConnectionRow } from "../../views/connection-row.ts";
import { ConnectionSetup } from "../../views/connection-setup.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import type { Transaction } from "../transaction.ts";
import { audit } from "../workspaces/audit.ts";
import { connectionDetail } from "./connection-config.ts";
import { quirkRows } from "./connection-quirks.ts";
import { connectionTroubles } from "./connection-troubles.ts";
import { sealSecret } from "./secret-box.ts";
import { readConfig, type StoredConfig } from "./stored-config.ts";

const Name = z.string().trim().min(1, "Enter a name.").max(100, "Use at most 100 characters.");
const Secret = z.string().max(10_000);

export const NewConnection = z.strictObject({ name: Name, config: ConnectionSetup, secret: Secret });
export type NewConnection = z.infer<typeof NewConnection>;

/** `secret` null keeps the stored one, an empty text removes it. */
export const ChangedConnection = NewConnection.extend({ id: z.string().max(100), secret: Secret.nullable() });
export type ChangedConnection = z.infer<typeof ChangedConnection>;

/** The workspace's connections: models first, then by name. */
export async function listConnections(viewer: Viewer): Promise<ConnectionRow[]> {
  const { db, engine } = await server();
  const [rows, troubles] = await Promise.all([
    db.connection.findMany({
      where: { workspaceId: viewer.workspaceId },
      orderBy: [{ practice: "asc" }, { createdAt: "asc" }, { name: "asc" }],
      include: { quirks: { orderBy: [{ model: "asc" }, { createdAt: "asc" }] } },
    }),
    connectionTroubles(),
  ]);
  return rows.map((row) => {
    const config = readConfig(row.config);
    return {
      id: row.id,
      name: row.name,
      config,
      detail: config.kind === "unreadable" ? UNREADABLE : connectionDetail(config, engine),
      last4: row.secretLast4,
      hasSecret: row.secret !== null,
      isDefault: row.isDefault,
      practice: row.practice,
      offline: row.offline,
      ...troubles(row),
      quirks: quirkRows(row.quirks),
    };
  });
}

/** Stores a connection with its secret sealed; the first model connection becomes the default one. */
export async function createConnection(
  viewer: Viewer<"connections">,
  wanted: NewConnection,
): Promise<{ id: string }> {
  refuseUnsendableKey(wanted);
  const { db, connectionsChanged } = await server();
  const { workspaceId } = viewer;
  const id = randomUUID();
  refuseUnusableSecret(wanted.config, wanted.secret);
  await db.$transaction(async (tx) => {
    await refuseTakenName(tx, viewer, wanted.name, id);
    const others = await tx.connection.count({ where: { workspaceId, kind: "model" } });
    await tx.connection.create({
      data: {
        id,
        workspaceId,
        kind: wanted.config.kind,
        name: wanted.name,
        config: JSON.stringify(wanted.config),
        isDefault: wanted.config.kind === "model" && others === 0,
        ...(await sealed(viewer, id, wanted.secret)),
      },
    });
    const after = { kind: wanted.config.kind, leadsTo: leadsTo(wanted.config) };
    await audit(tx, viewer, { what: "connection-make", about: { id, name: wanted.name }, after });
  });
  connectionsChanged(workspaceId);
  return { id };
}

/**
 * Changes a connection. A secret is only valid for the address it was entered for: another address needs it again.
 */
export async function updateConnection(
  viewer: Viewer<"connections">,
  wanted: ChangedConnection,
): Promise<{ id: string }> {
  const { db, connectionsChanged } = await server();
  refuseUnusableSecret(wanted.config, wanted.secret);
  await db.$transaction(async (tx) => {
    const row = await tx.connection.findFirst({
      where: { id: wanted.id, workspaceId: viewer.workspaceId, practice: false },
    });
    if (row === null) throw notFound("connection");
    if (row.kind !== wanted.config.kind)
      throw new AppError("INVALID", `This connection is of the kind ${row.kind}: add another one instead.`);
    const moved = leadsTo(readConfig(row.config)) !== leadsTo(wanted.config);
    if (row.secret !== null && wanted.secret === null && moved)
      throw new AppError("INVALID", "The address changed: enter the secret again.", {
        fields: { secret: "Enter it again for the new address." },
      });
    await refuseTakenName(tx, viewer, wanted.name, wanted.id);
    // What another endpoint taught does not apply to this one.
    if (moved) await tx.connectionQuirk.deleteMany({ where: { connectionId: row.id } });
    await tx.connection.update({
      where: { id: row.id },
      data: {
        name: wanted.name,
        config: JSON.stringify(wanted.config),
        ...(wanted.secret === null ? {} : await sealed(viewer, row.id, wanted.secret)),
      },
    });
    const { id, name } = row;
    await audit(tx, viewer, {
      ...{ what: "connection-change", about: { id, name } },
      before: { name, leadsTo: leadsTo(readConfig(row.config)), secret: row.secretLast4 },
      after: { name: wanted.name, leadsTo: leadsTo(wanted.config), newSecret: wanted.secret !== null },
    });
  });
  connectionsChanged(viewer.workspaceId);
  return { id: wanted.id };
}

/** Removes a connection and its secret for good; steps that use it become problems in their workflows. */
export async function removeConnection(viewer: Viewer<"connections">, id: string): Promise<{ id: string }> {
  const { db, connectionsChanged } = await server();
  const own = { workspaceId: viewer.workspaceId };
  await db.$transaction(async (tx) => {
    const row = await tx.connection.findFirst({ where: { id, ...own, practice: false } });
    if (row === null) throw notFound("connection");
    await tx.connection.delete({ where: { id: row.id } });
    const before = { kind: row.kind, leadsTo: leadsTo(readConfig(row.config)) };
    await audit(tx, viewer, { what: "connection-remove", about: { id, name: row.name }, before });
    if (!row.isDefault) return;
    const next = await tx.connection.findFirst({
      where: { ...own, kind: "model" },
      orderBy: { createdAt: "asc" },
    });
    if (next !== null) await tx.connection.update({ where: { id: next.id }, data: { isDefault: true } });
  });
  connectionsChanged(viewer.workspaceId);
  return { id };
}

/** Makes a model connection the default for steps that name none. */
export async function setDefaultConnection(
  viewer: Viewer<"connections">,
  id: string,
): Promise<{ id: string }> {
  const { db, connectionsChanged } = await server();
  const where = { workspaceId: viewer.workspaceId, kind: "model" };
  await db.$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({ where: { ...where, id }, data: { isDefault: true } });
    if (count === 0) throw notFound("model connection");
    await tx.connection.updateMany({ where: { ...where, id: { not: id } }, data: { isDefault: false } });
    const { name } = await tx.connection.findUniqueOrThrow({ where: { id }, select: { name: true } });
    await audit(tx, viewer, { what: "connection-default", about: { id, name } });
  });
  connectionsChanged(viewer.workspaceId);
  return { id };
}

const UNREADABLE = "stored in a form that this version can't read: set it up again";

/** The address that a connection's secret is sent to. */
function leadsTo(config: StoredConfig): string {
  switch (config.kind) {
    case "model":
      return new URL(config.baseUrl).origin;
    case "postgres":
      return `${config.host}:${config.port} ${config.sslmode}`;
    case "smtp":
      return `${config.host}:${config.port} ${config.tls}`;
    case "http":
      return config.origin;
    case "sqlite":
      return config.system;
    case "unreadable":
      return "";
  }
}

/**
 * A header can only hold visible characters, so a secret with a line break, as pasting may add, could never be
 * sent.
 */
function refuseUnusableSecret(config: ConnectionSetup, secret: string | null) {
  const isHeader = config.kind === "http" || config.kind === "model";
  if (!isHeader || secret === null || /^[\x20-\x7e\x80-\xff]*$/.test(secret)) return;
  const why = "It has a line break or another character that can't be sent in a header.";
  throw new AppError("INVALID", `The secret can't be used: ${why}`, { fields: { secret: why } });
}

async function sealed(viewer: Viewer, record: string, secret: string) {
  if (secret === "") return { secret: null, secretLast4: null };
  const { secret: master } = await server();
  return {
    secret: sealSecret(master, { workspaceId: viewer.workspaceId, record, field: "secret" }, secret),
    // Four characters would reveal too much of a short secret.
    secretLast4: secret.length >= 12 ? secret.slice(-4) : null,
  };
}

function refuseUnsendableKey({ config, secret }: NewConnection) {
  const problem = config.kind === "model" && secret !== "" ? keyProblem(secret) : null;
  if (problem !== null) throw new AppError("INVALID", problem, { fields: { secret: problem, key: problem } });
}

async function refuseTakenName(tx: Transaction, viewer: Viewer, name: string, id: string) {
  const taken = await tx.connection.findFirst({
    where: { workspaceId: viewer.workspaceId, name, id: { not: id } },
  });
  if (taken !== null)
    throw new AppError("CONFLICT", `There is a connection called "${name}" already: choose another name.`, {
      fields: { name: "This name is taken." },
    });
}
