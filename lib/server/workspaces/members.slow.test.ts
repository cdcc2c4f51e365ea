import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewInvitation } from "../../views/members.ts";
import { Role } from "../../views/roles.ts";
import { viewerOf } from "../accounts/viewer.ts";
import type { Server } from "../ports.ts";
import { addPerson, joinAs, openTemporaryServer, type TestPerson } from "../temporary-server.ts";
import {
  joinAsNew,
  joinWorkspace,
  listInvitations,
  makeInvitation,
  revokeInvitation,
} from "./invitations.ts";
import { changeRole, leaveWorkspace, listMembers, removeMember } from "./members.ts";

let server: Server;
let number = 0;
beforeAll(async () => {
  server = await openTemporaryServer();
});
afterAll(() => server.close());

const someone = () => addPerson(server, `Person${++number}`);
const sentBy = ({ cookie }: TestPerson) => new Headers({ host: "127.0.0.1:3000", cookie });
const strangers = new Headers({ host: "127.0.0.1:3000" });
const wanted: NewInvitation = { role: "editor", email: "", places: 1, days: 7 };
const account = (name: string) => ({ name, email: `${name}@example.com`, password: "correct horse battery" });
const rolesIn = async (owner: TestPerson) =>
  (await listMembers(owner.viewer)).map(({ name, role }) => `${name} ${role}`);

describe("an invitation", () => {
  test("makes an account and a membership in its role, once", async () => {
    const ada = await someone();
    const { token } = await makeInvitation(ada.viewer, wanted);
    const { slug } = await joinAsNew({ token, ...account("bea") }, strangers);
    expect(slug).toBe(ada.viewer.slug);
    expect(await rolesIn(ada)).toEqual([`${ada.viewer.name} owner`, "bea editor"]);
    await expect(joinAsNew({ token, ...account("cid") }, strangers)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await server.db.user.count({ where: { email: "cid@example.com" } })).toBe(0);
    expect(await listInvitations(ada.viewer)).toMatchObject([{ state: "full", used: 1, places: 1 }]);
  });

  test("used by ten at once has as many members as places, and leaves no account of the others", async () => {
    const ada = await someone();
    const { token } = await makeInvitation(ada.viewer, { ...wanted, places: 3 });
    const names = Array.from({ length: 10 }, (_, index) => `crowd${++number}x${index}`);
    const joined = await Promise.allSettled(
      names.map((name) => joinAsNew({ token, ...account(name) }, strangers)),
    );
    expect(joined.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect((await rolesIn(ada)).length).toBe(4);
    expect(await server.db.user.count({ where: { name: { in: names } } })).toBe(3);
  });

  test("used twice at once by one person makes one member and takes one place", async () => {
    const [ada, bob] = [await someone(), await someone()];
    const { token } = await makeInvitation(ada.viewer, { ...wanted, places: 5 });
    await Promise.all([1, 2, 3].map(() => joinWorkspace({ token }, sentBy(bob))));
    expect(await rolesIn(ada)).toEqual([`${ada.viewer.name} owner`, `${bob.viewer.name} editor`]);
    expect(await listInvitations(ada.viewer)).toMatchObject([{ used: 1 }]);
  });

  test("does not change the role of who is a member", async () => {
    const ada = await someone();
    const { token } = await makeInvitation(ada.viewer, { ...wanted, role: "viewer" });
    expect(await joinWorkspace({ token }, sentBy(ada))).toEqual({ slug: ada.viewer.slug });
    expect(await rolesIn(ada)).toEqual([`${ada.viewer.name} owner`]);
    expect(await listInvitations(ada.viewer)).toMatchObject([{ used: 0, state: "open" }]);
  });

  test("that was guessed, revoked, expired or used up gets one answer", async () => {
    const [ada, bob] = [await someone(), await someone()];
    const [revoked, expired, full] = await Promise.all(
      [1, 2, 3].map(() => makeInvitation(ada.viewer, wanted)),
    );
    if (!revoked || !expired || !full) throw new Error("expected three invitations");
    await revokeInvitation(ada.viewer, { id: revoked.id });
    const past = { expiresAt: new Date(Date.now() - 1) };
    await server.db.invitation.update({ where: { id: expired.id }, data: past });
    await joinWorkspace({ token: full.token }, sentBy(await someone()));
    const answers = await Promise.all(
      [revoked.token, expired.token, full.token, "guessed", "", "a\u0000b", "\ud800"].map((token) =>
        joinWorkspace({ token }, sentBy(bob)).catch(({ code, message }) => `${code} ${message}`),
      ),
    );
    expect(new Set(answers)).toEqual(
      new Set(["NOT_FOUND This invitation does not work (any more). Ask for a new one."]),
    );
    expect(await rolesIn(ada)).not.toContain(`${bob.viewer.name} editor`);
  });

  test("for an address is for nobody else", async () => {
    const [ada, bob] = [await someone(), await someone()];
    const invitation = { ...wanted, email: "Dee@Example.com" };
    const { token } = await makeInvitation(ada.viewer, invitation);
    await expect(joinWorkspace({ token }, sentBy(bob))).rejects.toMatchObject({ code: "REFUSED" });
    await expect(joinAsNew({ token, ...account("eli") }, strangers)).rejects.toMatchObject({
      code: "REFUSED",
      fields: { email: "This invitation is for dee@example.com." },
    });
    await joinAsNew({ token, ...account("dee") }, strangers);
    expect(await rolesIn(ada)).toContain("dee editor");
    await expect(makeInvitation(ada.viewer, { ...invitation, places: 2 })).rejects.toMatchObject({
      code: "INVALID",
    });
  });

  test("is stored as a hash alone", async () => {
    const ada = await someone();
    const { token } = await makeInvitation(ada.viewer, wanted);
    const everywhere = JSON.stringify([
      await server.db.invitation.findMany(),
      await server.db.auditEntry.findMany(),
      await listInvitations(ada.viewer),
    ]);
    expect(Buffer.from(token, "base64url").length).toBe(32);
    expect(everywhere).not.toContain(token);
  });

  test("opens sign-up for its own call alone", async () => {
    const body = account("sneak");
    await expect(server.auth.api.signUpEmail({ body, headers: strangers })).rejects.toThrow();
    expect(await server.db.user.count({ where: { email: body.email } })).toBe(0);
  });
});

describe("the last owner", () => {
  test("can't go, be removed or become less, until there is another", async () => {
    const [ada, bob] = [await someone(), await someone()];
    await joinAs(server, bob, ada, "editor");
    const [{ viewer }, userId] = [ada, ada.viewer.userId];
    const refused = { code: "CONFLICT" };
    await expect(leaveWorkspace(viewer)).rejects.toMatchObject(refused);
    await expect(removeMember(viewer, { userId })).rejects.toMatchObject(refused);
    for (const role of Role.options.filter((one) => one !== "owner"))
      await expect(changeRole(viewer, { userId, role })).rejects.toMatchObject(refused);
    await changeRole(viewer, { userId, role: "owner" });

    await changeRole(viewer, { userId: bob.viewer.userId, role: "owner" });
    await leaveWorkspace(viewer);
    expect(await rolesIn(ada)).toEqual([`${bob.viewer.name} owner`]);
    await expect(viewerOf(sentBy(ada), ada.viewer.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("stays when all owners go at once", async () => {
    const owners = await Promise.all([1, 2, 3, 4].map(someone));
    const [ada, ...others] = owners;
    if (!ada) throw new Error("expected owners");
    for (const other of others) await joinAs(server, other, ada, "owner");
    const { workspaceId, slug } = ada.viewer;
    const left = await Promise.allSettled(
      owners.map(({ viewer }) => leaveWorkspace({ ...viewer, workspaceId, slug })),
    );
    expect(left.filter(({ status }) => status === "rejected")).toHaveLength(1);
    const there = await server.db.member.findMany({ where: { workspaceId } });
    expect(there.map(({ role }) => role)).toEqual(["owner"]);
  });
});

test("who is in two workspaces has in each the role that they have there", async () => {
  const [ada, bob] = [await someone(), await someone()];
  await joinAs(server, bob, ada, "viewer");
  expect(await viewerOf(sentBy(bob), ada.viewer.slug)).toMatchObject({ role: "viewer" });
  expect(await viewerOf(sentBy(bob), bob.viewer.slug)).toMatchObject({ role: "owner" });
});
