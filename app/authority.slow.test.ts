import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Viewer } from "@/lib/server/accounts/viewer";
import { type Door, manifest } from "@/lib/server/manifest";
import type { Server } from "@/lib/server/ports";
import { addPerson, openTemporaryServer } from "@/lib/server/temporary-server";
import { hasIds, type Ids, sameFor, samples, seed } from "./door-samples.ts";
import { findDoors } from "./doors.ts";
import { kindOf, REFUSALS, tryDoor } from "./try-door.ts";

// What a request brings. Next keeps it in a scope of its own, which only its server opens.
let sent = new Headers();
vi.mock("next/headers", () => ({ headers: async () => sent, cookies: async () => ({ set() {} }) }));

const HOST = "127.0.0.1:3000";
const asked = (cookie: string, origin = `http://${HOST}`) => new Headers({ host: HOST, origin, cookie });

type Person = { viewer: Viewer; cookie: string };
let server: Server;
let owner: Person;
let stranger: Person;
/** Things of the owner that nobody touches. */
let owned: Ids;
/** Of things of the owner that are there no more. */
let gone: Ids;
/** Cookies that are nobody's, by what is wrong with them. */
const nobody: Record<string, string> = { "sends no cookie": "" };

beforeAll(async () => {
  server = await openTemporaryServer();
  owner = await addPerson(server, "Ada", true);
  stranger = await addPerson(server, "Eve");
  owned = await seed(server, owner.viewer);
  gone = await seed(server, owner.viewer);
  await remove(gone);

  const { db, auth } = server;
  const [signedOut, expired, removed] = await Promise.all(
    ["Sue", "Xin", "Rob"].map((name) => addPerson(server, name)),
  );
  if (!signedOut || !expired || !removed) throw new Error("expected three people");
  await auth.api.signOut({ headers: asked(signedOut.cookie) });
  await db.session.updateMany({
    where: { userId: expired.viewer.userId },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  await db.member.deleteMany({ where: { userId: removed.viewer.userId } });
  Object.assign(nobody, {
    "has signed out": signedOut.cookie,
    "has a session that is over": expired.cookie,
    "is a member no more": removed.cookie,
    "made up a token": owner.cookie.replace(/=.*/, "=made-up.c2lnbmF0dXJl"),
    "changed the token": owner.cookie.replace(/=(.)/, (_, first) => `=${first === "a" ? "b" : "a"}`),
  });
});
afterAll(() => server.close());

const isMember = (entry: [string, Door]): entry is [string, Door & { who: "member" }] =>
  entry[1].who === "member";
const members = Object.entries(manifest).filter(isMember);
const doors = members.map(([name]) => name);
const naming = members.flatMap(([name, door]) => (door.names.length > 0 ? [name] : []));

async function knock(name: string, ids: Ids, headers: Headers) {
  sent = headers;
  return tryDoor(name, samples[name]?.(ids) ?? {}, headers);
}

/** As `knock`, by whoever must not change a thing. */
async function knockInVain(name: string, ids: Ids, headers: Headers) {
  const before = await everything();
  const answer = await knock(name, ids, headers);
  expect(await everything()).toEqual(before);
  return answer;
}

test("every page, action and route handler is in the manifest, and nothing else is", async () => {
  const found = (await findDoors()).map((door) => door.name);
  expect(found.toSorted()).toEqual(Object.keys(manifest).toSorted());
});

test("every door that names something has a sample to be tried with", () => {
  expect(naming.filter((name) => samples[name] === undefined)).toEqual([]);
});

describe.each([
  "sends no cookie",
  "has signed out",
  "has a session that is over",
  "is a member no more",
  "made up a token",
  "changed the token",
])("who %s", (who) => {
  test.each(doors)("gets nothing of %s, as anybody else without a session", async (name) => {
    const answer = await knockInVain(name, owned, asked(nobody[who] ?? "no such actor"));
    expect(answer.word).toBe(REFUSALS.nobody[kindOf(name)]);
    expect(answer.whole).toEqual((await knock(name, owned, asked(""))).whole);
  });
});

describe("who is signed in", () => {
  test.each(naming)(
    "gets the same of %s for what is another's, deleted, guessed and never there",
    async (name) => {
      const guessed = await knock(
        name,
        sameFor(() => randomUUID()),
        asked(stranger.cookie),
      );
      expect(guessed.word).toBe(REFUSALS.absent[kindOf(name)]);
      expect(await knockInVain(name, owned, asked(stranger.cookie))).toEqual(guessed);

      for (const { cookie } of [stranger, owner])
        if (hasIds(name)) expect(await knockInVain(name, gone, asked(cookie))).toEqual(guessed);
    },
  );

  test.each(naming)("gets %s of their own", async (name) => {
    const ids = await seed(server, owner.viewer);
    // Nothing listens where the sample's connection leads.
    const word = name.endsWith(" testConnection") ? "INVALID" : "fine";
    expect((await knock(name, ids, asked(owner.cookie))).word).toBe(word);
  });

  test.each(naming)("is refused by %s for what is no id at all", async (name) => {
    const before = await everything();
    for (const id of NO_IDS) {
      const answer = await knock(
        name,
        sameFor(() => id),
        asked(stranger.cookie),
      );
      expect(answer.word, JSON.stringify(id)).toMatch(/^(NOT_FOUND|404|INVALID|400)$/);
    }
    expect(await everything()).toEqual(before);
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
  await db.outboxMail.delete({ where: { id: ids.mail } });
  await db.priceRow.delete({ where: { id: ids.price } });
}

describe("from another site", () => {
  const changing = Object.keys(manifest).filter(
    (name) =>
      (name.startsWith("action ") && name !== "action / signOut") ||
      (name.startsWith("POST ") && !name.startsWith("POST /api/auth/")),
  );
  test.each(changing)("%s refuses", async (name) => {
    const answer = await knockInVain(name, owned, asked(owner.cookie, "http://evil.example"));
    expect(answer.word).toMatch(/^(REFUSED|403)$/);
  });
});

/** What the owner's workspace holds, and when it last changed, to see that a refused try left no trace. */
async function everything() {
  const { workspaceId, userId } = owner.viewer;
  const all = { where: { workspaceId }, orderBy: { id: "asc" } } as const;
  const { db } = server;
  return Promise.all([
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
