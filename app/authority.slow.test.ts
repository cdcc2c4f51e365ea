import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Door, manifest } from "@/lib/server/manifest";
import type { Server } from "@/lib/server/ports";
import { addPerson, joinAs, openTemporaryServer, type TestPerson } from "@/lib/server/temporary-server";
import { AUDIT_START, auditHash } from "@/lib/server/workspaces/audit";
import { AuditEntry } from "@/lib/views/audit-entry";
import { hasRight, Role } from "@/lib/views/roles";
import { hasIds, type Ids, sameFor, samples, seed } from "./door-samples.ts";
import { findDoors } from "./doors.ts";
import { kindOf, REFUSALS, tryDoor } from "./try-door.ts";

// What a request brings. Next keeps it in a scope of its own, which only its server opens.
let sent = new Headers();
vi.mock("next/headers", () => ({ headers: async () => sent, cookies: async () => ({ set() {} }) }));

const HOST = "127.0.0.1:3000";
const asked = (cookie: string, origin = `http://${HOST}`) =>
  new Headers({ host: HOST, origin, cookie, "x-forwarded-for": "203.0.113.7" });

let server: Server;
let owner: TestPerson;
let stranger: TestPerson;
/** One person of each role in the owner's workspace; the owner is another one. */
const people: Partial<Record<Role, TestPerson>> = {};
/** Things of the owner that nobody touches. */
let owned: Ids;
/** Of things of the owner that are there no more. */
let gone: Ids;
/** Cookies that are nobody's, by what is wrong with them. */
const nobody: Record<string, string> = { "sends no cookie": "" };
/** Cookies of people who are signed in and no members of the owner's workspace. */
const outside: Record<string, string> = {};

beforeAll(async () => {
  server = await openTemporaryServer();
  owner = await addPerson(server, "Ada", true);
  stranger = await addPerson(server, "Eve");
  for (const role of Role.options) {
    const person = await addPerson(server, `The${role}`);
    await joinAs(server, person, owner, role);
    people[role] = person;
  }
  owned = await seed(server, owner.viewer);
  gone = await seed(server, owner.viewer);
  await remove(gone);

  const { db, auth } = server;
  const [signedOut, expired, removed, homeless] = await Promise.all(
    ["Sue", "Xin", "Rob", "Hob"].map((name) => addPerson(server, name)),
  );
  if (!signedOut || !expired || !removed || !homeless) throw new Error("expected four people");
  await auth.api.signOut({ headers: asked(signedOut.cookie) });
  await db.session.updateMany({
    where: { userId: expired.viewer.userId },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  await joinAs(server, removed, owner, "owner");
  const { workspaceId } = owner.viewer;
  await db.member.delete({
    where: { workspaceId_userId: { workspaceId, userId: removed.viewer.userId } },
  });
  await db.member.deleteMany({ where: { userId: homeless.viewer.userId } });
  Object.assign(nobody, {
    "has signed out": signedOut.cookie,
    "has a session that is over": expired.cookie,
    "made up a token": owner.cookie.replace(/=.*/, "=made-up.c2lnbmF0dXJl"),
    "changed the token": owner.cookie.replace(/=(.)/, (_, first) => `=${first === "a" ? "b" : "a"}`),
  });
  Object.assign(outside, {
    "was never a member": stranger.cookie,
    "is a member no more": removed.cookie,
    "is a member of no workspace": homeless.cookie,
  });
});
afterAll(() => server.close());

const isMember = (entry: [string, Door]): entry is [string, Door & { who: "member" }] =>
  entry[1].who === "member";
const members = Object.entries(manifest).filter(isMember);
const doors = members.map(([name]) => name);
const naming = members.flatMap(([name, door]) => (door.names.length > 0 ? [name] : []));
const doorOf = (name: string) => {
  const door = manifest[name];
  if (door?.who !== "member") throw new Error(`${name} is no door of members`);
  return door;
};
const rightOf = (name: string) => doorOf(name).right;
const personOf = (role: Role) => {
  const person = people[role];
  if (!person) throw new Error(`nobody has the role ${role}`);
  return person;
};

async function knock(name: string, ids: Ids, headers: Headers, workspace = owner.viewer.slug) {
  sent = headers;
  return tryDoor(name, { workspace, input: samples[name]?.(ids) ?? {}, headers });
}

/** As `knock`, by whoever must not change a thing. */
async function knockInVain(...given: Parameters<typeof knock>) {
  const before = await everything();
  const answer = await knock(...given);
  expect(await everything()).toEqual(before);
  return answer;
}

test("every page, action and route handler is in the manifest, and nothing else is", async () => {
  const found = (await findDoors()).map((door) => door.name);
  expect(found.toSorted()).toEqual(Object.keys(manifest).toSorted());
});

test("a door is one of members exactly if its address names the workspace", () => {
  for (const [name, door] of Object.entries(manifest))
    expect(name.includes("/w/[workspace]"), name).toBe(door.who === "member");
});

test("every door that names something has a sample to be tried with", () => {
  expect(naming.filter((name) => samples[name] === undefined)).toEqual([]);
});

describe.each([
  "sends no cookie",
  "has signed out",
  "has a session that is over",
  "made up a token",
  "changed the token",
])("who %s", (who) => {
  test.each(doors)("gets nothing of %s, as anybody else without a session", async (name) => {
    const answer = await knockInVain(name, owned, asked(nobody[who] ?? "no such actor"));
    expect(answer.word).toBe(REFUSALS.nobody[kindOf(name)]);
    expect(answer.whole).toEqual((await knock(name, owned, asked(""))).whole);
  });

  const persons = Object.entries(manifest).flatMap(([name, door]) => (door.who === "person" ? [name] : []));
  test.each(persons)("gets nothing of %s", async (name) => {
    const answer = await knockInVain(name, owned, asked(nobody[who] ?? "no such actor"));
    expect(answer.word).toBe(REFUSALS.nobody[kindOf(name)]);
  });
});

describe.each(["was never a member", "is a member no more", "is a member of no workspace"])(
  "who is signed in and %s",
  (who) => {
    test.each(doors)("gets the same of %s as for a workspace that was never there", async (name) => {
      const headers = asked(outside[who] ?? "no such actor");
      const answer = await knockInVain(name, owned, headers);
      expect(answer.word).toBe(REFUSALS.absent[kindOf(name)]);
      expect(answer.whole).toEqual((await knock(name, owned, headers, randomUUID())).whole);
    });
  },
);

describe.each(Role.options)("in the role %s", (role) => {
  const cookieOf = () => personOf(role).cookie;
  const lacking = doors.filter((name) => !hasRight(role, rightOf(name)));
  const having = doors.filter((name) => hasRight(role, rightOf(name)));

  test.skipIf(lacking.length === 0)("everything is refused that takes another role", async () => {
    const before = await everything();
    for (const name of lacking)
      expect((await knock(name, owned, asked(cookieOf()))).word, name).toBe(REFUSALS.lacking[kindOf(name)]);
    expect(await everything()).toEqual(before);
  });

  test.each(having)("%s opens", async (name) => {
    const ids = hasIds(name) ? await seed(server, owner.viewer) : owned;
    // Nothing listens where the sample's connection leads, and no key is in it.
    const word = /testConnection|recogniseModel/.test(name) ? "INVALID" : "fine";
    const before = await audited();
    const answer = await knock(name, ids, asked(cookieOf()));
    expect(answer.word).toBe(word);
    const added = (await audited()).slice(before.length);
    const { leaves } = doorOf(name);
    if (leaves === "nothing" || leaves === "edits" || leaves === "log") expect(added).toEqual([]);
    else {
      const by = { userId: personOf(role).viewer.userId, name: `The${role}` };
      expect(added).toEqual([expect.objectContaining({ what: leaves, by, address: "203.0.113.7" })]);
    }
    // Who has left is needed again.
    if (leaves === "member-leave") await joinAs(server, personOf(role), owner, role);
  });
});

describe("who is signed in", () => {
  test.each(naming)(
    "gets the same of %s for what is another's, deleted, guessed and never there",
    async (name) => {
      const own = stranger.viewer.slug;
      const never = sameFor(() => randomUUID());
      const guessed = await knock(name, never, asked(stranger.cookie), own);
      expect(guessed.word).toBe(REFUSALS.absent[kindOf(name)]);
      expect(await knockInVain(name, owned, asked(stranger.cookie), own)).toEqual(guessed);

      if (!hasIds(name)) return;
      expect(await knockInVain(name, gone, asked(stranger.cookie), own)).toEqual(guessed);
      expect(await knockInVain(name, gone, asked(owner.cookie))).toEqual(guessed);
    },
  );

  test.each(naming)("is refused by %s for what is no id at all", async (name) => {
    const before = await everything();
    for (const id of NO_IDS) {
      const none = sameFor(() => id);
      for (const workspace of [stranger.viewer.slug, id]) {
        const answer = await knock(name, none, asked(stranger.cookie), workspace);
        expect(answer.word, JSON.stringify([workspace, id])).toMatch(/^(NOT_FOUND|404|INVALID|400)$/);
      }
    }
    expect(await everything()).toEqual(before);
  });

  test("is led on from an old address to what is theirs, and from nobody else's", async () => {
    const door = "page /[section]/[[...rest]]";
    const lead = async ({ cookie }: TestPerson, section: string, ...rest: string[]) => {
      sent = asked(cookie);
      return (await tryDoor(door, { workspace: "", input: { section, rest }, headers: sent })).word;
    };
    const at = `/w/${owner.viewer.slug}`;
    expect(await lead(owner, "workflows", owned.workflow)).toMatch(
      new RegExp(`^leads to ${at}/workflows/${owned.workflow}\\?`),
    );
    expect(await lead(owner, "runs", owned.run)).toContain(`leads to ${at}/runs/${owned.run}`);
    expect(await lead(owner, "settings")).toContain(`leads to ${at}/settings`);
    for (const id of [owned.workflow, gone.run, randomUUID(), ...NO_IDS])
      expect(await lead(stranger, "workflows", id)).toBe("NOT_FOUND");
    expect(await lead(stranger, "runs", owned.run)).toBe("NOT_FOUND");
    expect(await lead(owner, "nowhere")).toBe("NOT_FOUND");
    expect(await lead(owner, "w")).toBe("NOT_FOUND");
  });
});

const NO_IDS = [
  "",
  " ",
  "../../secret",
  "%2e%2e%2f",
  "a\u0000b",
  "\ud800",
  "'; DROP TABLE run; --",
  "__proto__",
  "x".repeat(50_000),
];

async function remove(ids: Ids): Promise<void> {
  const { db } = server;
  await db.workflow.delete({ where: { id: ids.deleted } });
  await db.workflow.update({ where: { id: ids.workflow }, data: { deletedAt: new Date() } });
  await db.run.deleteMany({ where: { id: { in: [ids.run, ids.ended] } } });
  await db.connection.delete({ where: { id: ids.connection } });
  await db.shareLink.delete({ where: { id: ids.link } });
  await db.apiToken.delete({ where: { id: ids.token } });
  await db.user.delete({ where: { id: ids.member } });
  await db.invitation.delete({ where: { id: ids.invitation } });
  await db.outboxMail.delete({ where: { id: ids.mail } });
  await db.priceRow.delete({ where: { id: ids.price } });
}

describe("from another site", () => {
  const changing = Object.keys(manifest).filter(
    (name) =>
      (name.startsWith("action ") && name !== "action / signOut") ||
      (name.startsWith("POST ") && !/^POST \/api\/(auth|v1)\//.test(name)),
  );
  test.each(changing)("%s refuses", async (name) => {
    const answer = await knockInVain(name, owned, asked(owner.cookie, "http://evil.example"));
    expect(answer.word).toMatch(/^(REFUSED|403)$/);
  });
});

async function audited(): Promise<AuditEntry[]> {
  const { workspaceId } = owner.viewer;
  const rows = await server.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { seq: "asc" } });
  return rows.map(({ entry }) => AuditEntry.parse(JSON.parse(entry)));
}

test("every door that changes something says what is left of it", () => {
  const silent = members.flatMap(([name, { leaves }]) =>
    /^(action|POST) /.test(name) && leaves === "nothing" ? [name] : [],
  );
  expect(silent.toSorted()).toEqual([...CHANGES_NOTHING].toSorted());
});

/** Doors that are asked by an action or a POST although they only look: the last three reach out without storing anything. */
const CHANGES_NOTHING = [
  ...["listVersions", "readVersion", "compareVersions", "usableWorkflows", "loadPublished", "trySql"].map(
    (name) => `action /w/[workspace]/workflows/[id] ${name}`,
  ),
  "action /w/[workspace]/settings countOlder",
  "action /w/[workspace]/connections recogniseModel",
  "action /w/[workspace]/connections testConnection",
  "POST /api/w/[workspace]/connections/[id]/statement",
];

test("the audit's hashes follow from one another, and from what it says", async () => {
  const { workspaceId } = owner.viewer;
  const rows = await server.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { seq: "asc" } });
  let hash = AUDIT_START;
  rows.forEach((row, index) => {
    hash = auditHash(hash, row.entry);
    expect(row).toMatchObject({ seq: index + 1, hash });
  });
  expect(rows.length).toBeGreaterThan(50);
});

/** What the owner's workspace holds, and when it last changed, to see that a refused try left no trace. */
async function everything() {
  const { workspaceId, userId } = owner.viewer;
  const all = { where: { workspaceId }, orderBy: { id: "asc" } } as const;
  const { db } = server;
  return Promise.all([
    db.workspace.findUnique({ where: { id: workspaceId } }),
    db.member.findMany({ where: { workspaceId }, orderBy: { userId: "asc" }, omit: { seenAt: true } }),
    db.invitation.findMany(all),
    db.shareLink.findMany(all),
    db.apiToken.findMany({ ...all, omit: { usedAt: true } }),
    db.auditEntry.count({ where: { workspaceId } }),
    db.workflow.findMany({ ...all, select: { id: true, updatedAt: true } }),
    db.workflowVersion.findMany({ where: { workflow: { workspaceId } }, orderBy: { at: "asc" } }),
    db.connection.findMany({ ...all, select: { id: true, updatedAt: true } }),
    db.run.findMany({ ...all, omit: { plan: true, document: true } }),
    db.runMessage.findMany({ orderBy: { ordinal: "asc" } }),
    db.outboxMail.findMany(all),
    db.priceRow.findMany(all),
    db.session.count({ where: { userId } }),
  ]);
}
