import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewLink } from "../../views/share-link.ts";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer, type TestPerson } from "../temporary-server.ts";
import { allowLinks } from "../workspaces/settings.ts";
import { publishVersion } from "./publish-version.ts";
import { linkViewerOf, listLinks, makeLink, readShared, revokeLink } from "./share-links.ts";
import { deleteWorkflow, restoreWorkflow } from "./workflows.ts";

let server: Server;
let ada: TestPerson;
let eve: TestPerson;
let wanted: NewLink;
beforeAll(async () => {
  server = await openTemporaryServer();
  ada = await addPerson(server, "Ada", true);
  eve = await addPerson(server, "Eve");
  const { workflowId } = ada;
  await publishVersion(ada.viewer, { workflowId, note: "Not for strangers" });
  const parts = { instructions: false, fields: false };
  wanted = { workflowId, version: 1, audience: "anyone", ...parts, days: null };
});
afterAll(() => server.close());

const opened = async (token: string, person = null as TestPerson["viewer"] | null) => {
  const viewer = await linkViewerOf(token, person);
  return typeof viewer === "string" || viewer === null ? viewer : readShared(viewer);
};

test("a link shows one version, without ids of people, workspaces, workflows and connections", async () => {
  const { token } = await makeLink(ada.viewer, { ...wanted, instructions: true, fields: true });
  const shared = await opened(token);
  expect(shared).toMatchObject({ name: "Order exception", version: 1 });
  const out = JSON.stringify(shared);
  const { userId, workspaceId, slug, email } = ada.viewer;
  const connections = await server.db.connection.findMany({ where: { workspaceId } });
  const inside = [userId, workspaceId, slug, email, ada.workflowId, ...connections.map(({ id }) => id)];
  expect(inside.filter((text) => out.includes(text))).toEqual([]);
  expect(out).not.toMatch(/Not for strangers|select |update orders/i);
});

test("a link for people who are signed in asks others to sign in", async () => {
  const { token } = await makeLink(ada.viewer, { ...wanted, audience: "signed-in" });
  expect(await opened(token)).toBe("sign-in");
  expect(await opened(token, eve.viewer)).toMatchObject({ version: 1 });
});

test("a link that was guessed, revoked or is over shows nothing; nor where none are allowed, or the workflow is gone", async () => {
  for (const token of ["", "guessed", "a\u0000b", "\ud800", "x".repeat(5_000)])
    expect(await opened(token)).toBeNull();
  const [revoked, expired, open] = await Promise.all([1, 2, 3].map(() => makeLink(ada.viewer, wanted)));
  if (!revoked || !expired || !open) throw new Error("expected three links");
  await revokeLink(ada.viewer, { id: revoked.id });
  await server.db.shareLink.update({
    where: { id: expired.id },
    data: { expiresAt: new Date(Date.now() - 1) },
  });
  expect([await opened(revoked.token), await opened(expired.token)]).toEqual([null, null]);
  expect(
    (await listLinks(ada.viewer))
      .map(({ state }) => state)
      .toSorted()
      .slice(0, 1),
  ).toEqual(["expired"]);

  await allowLinks(ada.viewer, { allowed: false });
  expect(await opened(open.token)).toBeNull();
  await expect(makeLink(ada.viewer, wanted)).rejects.toMatchObject({ code: "REFUSED" });
  await allowLinks(ada.viewer, { allowed: true });
  expect(await opened(open.token)).toMatchObject({ version: 1 });
  await deleteWorkflow(ada.viewer, ada.workflowId);
  expect(await opened(open.token)).toBeNull();
  await restoreWorkflow(ada.viewer, ada.workflowId);
});

test("nobody makes a link to another workspace's version, or to one that is not there", async () => {
  const absent = { code: "NOT_FOUND" };
  await expect(makeLink(eve.viewer, wanted)).rejects.toMatchObject(absent);
  await expect(makeLink(ada.viewer, { ...wanted, version: 2 })).rejects.toMatchObject(absent);
});

test("a link is stored as a hash alone", async () => {
  const { token } = await makeLink(ada.viewer, wanted);
  const stored = [await server.db.shareLink.findMany(), await server.db.auditEntry.findMany()];
  expect(JSON.stringify(stored)).not.toContain(token);
});
