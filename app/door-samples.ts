import { randomUUID } from "node:crypto";
import { emptyGraph, type WorkflowDocument } from "@/lib/graph/graph";
import { orderException } from "@/lib/graph/templates/order-exception";
import { makeToken } from "@/lib/server/accounts/api-token";
import type { OwnerViewer } from "@/lib/server/accounts/viewer";
import { createConnection } from "@/lib/server/connections/connections";
import { addPrice } from "@/lib/server/connections/prices";
import type { Server } from "@/lib/server/ports";
import { importRecording, loadRecording } from "@/lib/server/runs/recorded-runs";
import { makeLink } from "@/lib/server/workflows/share-links";
import { createWorkflow } from "@/lib/server/workflows/workflows";
import { makeInvitation } from "@/lib/server/workspaces/invitations";

const http = { kind: "http", origin: "https://api.example.com", headerName: "" } as const;
const model = {
  kind: "model" as const,
  provider: "x",
  baseUrl: "http://127.0.0.1:9/v1",
  models: [] as string[],
};
const price = { from: "2026-01-01", input: 1, cachedInput: 1, output: 1 };

/** Ids of one workspace's own things. */
export type Ids = {
  workflow: string;
  /** A deleted workflow, which can be restored. */
  deleted: string;
  run: string;
  /** A run that has ended. */
  ended: string;
  /** The hash of a large value of the run. */
  value: string;
  connection: string;
  mail: string;
  price: string;
  /** A member who is no owner. */
  member: string;
  invitation: string;
  /** Of a link to the workflow's version. */
  link: string;
  /** The id of an API token. */
  token: string;
  /** Of a model connection: how its requests have to differ. */
  quirk: string;
};

/**
 * For tests: what a door is tried with, by its name in the manifest: an action's input, a page's or a route's parameters.
 * A door that names something needs a line here.
 */
export const samples: Record<string, (ids: Ids) => object> = {
  "action /w/[workspace] createWorkflow": () => ({ name: "Another" }),
  "action /w/[workspace] createFromTemplate": () => ({ templateId: "order-exception" }),
  "action /w/[workspace] renameWorkflow": (ids) => ({ workflowId: ids.workflow, name: "Taken over" }),
  "action /w/[workspace] duplicateWorkflow": (ids) => ({ workflowId: ids.workflow }),
  "action /w/[workspace] deleteWorkflow": (ids) => ({ workflowId: ids.workflow }),
  "action /w/[workspace] restoreWorkflow": (ids) => ({ workflowId: ids.deleted }),
  "POST /api/w/[workspace]/workflows": () => ({ name: "Another", graph: emptyGraph(), layout: {} }),
  "GET /api/w/[workspace]/workflows/[id]/file": (ids) => ({ id: ids.workflow }),
  "page /w/[workspace]/workflows/[id]": (ids) => ({ id: ids.workflow }),
  "POST /api/w/[workspace]/workflows/[id]/edits": (ids) => ({ id: ids.workflow, baseSeq: 0, edits: [] }),
  "GET /api/w/[workspace]/workflows/[id]/edits": (ids) => ({ id: ids.workflow }),
  "action /w/[workspace]/workflows/[id] startRun": (ids) => ({
    workflowId: ids.workflow,
    mode: "simulated",
    input: { orderId: "SO-10412" },
    instant: true,
  }),
  "action /w/[workspace]/workflows/[id] trySql": (ids) => ({
    connectionId: ids.connection,
    form: "read",
    statement: "select 1",
    parameters: {},
  }),
  "action /w/[workspace]/workflows/[id] publishVersion": (ids) => ({ workflowId: ids.workflow, note: "" }),
  "action /w/[workspace]/workflows/[id] listVersions": (ids) => ({ workflowId: ids.workflow }),
  "action /w/[workspace]/workflows/[id] readVersion": (ids) => ({ workflowId: ids.workflow, version: 1 }),
  "action /w/[workspace]/workflows/[id] compareVersions": (ids) => ({
    workflowId: ids.workflow,
    from: 1,
    to: "draft",
  }),
  "action /w/[workspace]/workflows/[id] usableWorkflows": (ids) => ({ workflowId: ids.workflow }),
  "action /w/[workspace]/workflows/[id] loadPublished": (ids) => ({
    workflowId: ids.workflow,
    pins: [{ id: ids.workflow, version: 1 }],
  }),
  "POST /api/w/[workspace]/connections/[id]/statement": (ids) => ({
    id: ids.connection,
    form: "read",
    statement: "select 1",
  }),
  "POST /api/w/[workspace]/runs/[id]/cancel": (ids) => ({ id: ids.run }),
  "page /w/[workspace]/runs/[id]": (ids) => ({ id: ids.run }),
  "action /w/[workspace]/runs deleteRun": (ids) => ({ runId: ids.ended }),
  "action /w/[workspace]/runs pinRun": (ids) => ({ runId: ids.run, pinned: true }),
  "action /account changeOwnName": () => ({ name: "Another" }),
  "action /account changePassword": () => ({ current: "a wrong password", next: "correct horse battery" }),
  "action /account endOneSession": () => ({ id: "none" }),
  "action / createWorkspace": () => ({ name: "Another" }),
  "action /w/[workspace]/settings renameWorkspace": () => ({ name: "Another" }),
  "action /w/[workspace]/settings setRetention": () => ({ days: 30 }),
  "action /w/[workspace]/settings countOlder": () => ({ days: 30 }),
  "GET /api/w/[workspace]/runs/[id]/events": (ids) => ({ id: ids.run }),
  "GET /api/w/[workspace]/runs/[id]/wait": (ids) => ({ id: ids.run }),
  "GET /api/w/[workspace]/runs/[id]/values/[hash]": (ids) => ({ id: ids.run, hash: ids.value }),
  "action /w/[workspace]/connections recogniseModel": () => ({ key: "", baseUrl: "" }),
  "action /w/[workspace]/connections createConnection": () => ({ name: "Mine", config: http, secret: "" }),
  "action /w/[workspace]/connections updateConnection": (ids) => ({
    id: ids.connection,
    name: "Taken over",
    config: model,
    secret: null,
  }),
  "action /w/[workspace]/connections testConnection": (ids) => ({ id: ids.connection }),
  "action /w/[workspace]/connections removeConnection": (ids) => ({ id: ids.connection }),
  "action /w/[workspace]/connections setDefaultConnection": (ids) => ({ id: ids.connection }),
  "action /w/[workspace]/connections addQuirk": (ids) => ({
    id: ids.connection,
    model: "",
    quirk: "max-tokens",
  }),
  "action /w/[workspace]/connections removeQuirk": (ids) => ({ id: ids.quirk }),
  "action /w/[workspace]/connections addPrice": () => ({ ...price, pattern: "m" }),
  "action /w/[workspace]/connections removePrice": (ids) => ({ id: ids.price }),
  "action /w/[workspace]/members changeRole": (ids) => ({ userId: ids.member, role: "editor" }),
  "action /w/[workspace]/members removeMember": (ids) => ({ userId: ids.member }),
  "action /w/[workspace]/members makeInvitation": () => ({ role: "viewer", email: "", places: 1, days: 7 }),
  "action /w/[workspace]/members revokeInvitation": (ids) => ({ id: ids.invitation }),
  "action /w/[workspace]/settings allowLinks": () => ({ allowed: true }),
  "action /w/[workspace]/links makeLink": (ids) => ({
    ...{ workflowId: ids.workflow, version: 1, audience: "anyone", instructions: false, fields: false },
    days: null,
  }),
  "action /w/[workspace]/links revokeLink": (ids) => ({ id: ids.link }),
  "action /w/[workspace]/tokens makeToken": () => ({ name: "CI", role: "operator", days: null }),
  "action /w/[workspace]/tokens revokeToken": (ids) => ({ id: ids.token }),
  "POST /api/v1/workflows/[id]/runs": (ids) => ({
    ...{ id: ids.workflow, mode: "simulated", instant: true, version: 1 },
    input: { orderId: "SO-10412" },
  }),
  "GET /api/v1/runs/[id]": (ids) => ({ id: ids.run }),
  "GET /api/v1/runs/[id]/events": (ids) => ({ id: ids.run }),
  "POST /api/v1/runs/[id]/cancel": (ids) => ({ id: ids.run }),
  "page /w/[workspace]/demo": () => ({}),
  "action /w/[workspace]/demo setDemoOffline": () => ({ system: "erp", offline: false }),
  "action /w/[workspace]/demo resetDemo": () => ({}),
  "page /w/[workspace]/outbox": (ids) => ({ mail: ids.mail }),
};

/** For tests: one of each thing, in the viewer's workspace. The run has begun and nobody drives it. */
export async function seed({ db, log }: Server, viewer: OwnerViewer): Promise<Ids> {
  const { workspaceId, userId } = viewer;
  const name = `Own ${randomUUID()}`;
  const own = async (deletedAt: Date | null) => {
    const { id } = await createWorkflow(viewer, name);
    await db.workflow.update({
      where: { id },
      data: { document: JSON.stringify(orderException()), deletedAt },
    });
    return id;
  };
  const [workflow, deleted] = [await own(null), await own(new Date())];

  await db.workflowVersion.create({
    data: {
      ...{ workflowId: workflow, version: 1, note: "", editSeq: 0, nodes: 0, publishedBy: userId },
      document: JSON.stringify(asPublished()),
    },
  });

  const recording = await loadRecording("order-exception");
  const ended = await importRecording({ workspaceId, workflowId: workflow, userId }, recording);
  const { workflowName, plan, blobs, events } = recording;
  const runId = randomUUID();
  const [start] = events;
  if (start?.type !== "run-start") throw new Error("a recording begins with the event run-start");
  const { mode, planHash } = start;
  // No word that stands on pages by itself: tests take ids out of what they compare.
  const value = { hash: `value-${randomUUID()}`, content: '"text"' };
  await log.create({
    ...{ runId, workspaceId, workflowId: workflow, workflowName, startedBy: userId, mode, plan, planHash },
    ...{
      document: JSON.stringify(orderException()),
      version: null,
      headStartMs: 0,
      start: { ...start, runId },
    },
    blobs: [...blobs, value],
  });

  const { id: connection } = await createConnection(viewer, { name, config: model, secret: "" });
  const { id: mail } = await db.outboxMail.create({
    data: { workspaceId, key: name, from: "a@example.com", to: "b@example.com", subject: "s", body: "b" },
  });
  const { id: priceId } = await addPrice(viewer, { ...price, pattern: name });
  const { id: quirk } = await db.connectionQuirk.create({
    data: { connectionId: connection, model: "m", quirk: "short-ids", said: "no" },
  });
  const { id: invitation } = await makeInvitation(viewer, { role: "viewer", email: "", places: 1, days: 7 });
  const member = `member-${randomUUID()}`;
  await db.user.create({
    data: {
      ...{ id: member, name, email: `${member}@example.com` },
      members: { create: { workspaceId, role: "viewer" } },
    },
  });
  const { id: token } = await makeToken(viewer, { name, role: "viewer", days: null });
  const shown = { audience: "anyone" as const, instructions: true, fields: true, days: null };
  const { id: link } = await makeLink(viewer, { workflowId: workflow, version: 1, ...shown });
  const people = { member, invitation, token, link };
  const others = { workflow, deleted, connection, mail, price: priceId, quirk, ...people };
  return { ...others, run: runId, ended, value: value.hash };
}

/** The template as it was before its latest change. */
function asPublished(): WorkflowDocument {
  const { graph, layout } = orderException();
  const nodes = graph.nodes.map((node, index) =>
    index === 0 ? { ...node, description: "As it was." } : node,
  );
  return { graph: { ...graph, nodes }, layout };
}

/** All ids alike. */
export function sameFor(id: () => string): Ids {
  const [runs, others] = [
    { run: id(), ended: id(), value: id() },
    {
      connection: id(),
      mail: id(),
      price: id(),
      quirk: id(),
      member: id(),
      invitation: id(),
      token: id(),
      link: id(),
    },
  ];
  return { workflow: id(), deleted: id(), ...runs, ...others };
}

/** Whether a door's sample holds an id; of others what they name is found by who asks. */
export const hasIds = (name: string): boolean =>
  JSON.stringify(samples[name]?.(sameFor(() => "a"))) !== JSON.stringify(samples[name]?.(sameFor(() => "b")));
