import { afterAll, beforeAll, expect, test } from "vitest";
import type { Server } from "../ports.ts";
import { openTemporaryServer } from "../temporary-server.ts";
import { listWorkflows } from "../workflows/workflows.ts";
import { latestWorkspace } from "../workspaces/workspace.ts";
import { claimOwner, welcome } from "./claim-owner.ts";
import { issueOwnerCode } from "./owner-code.ts";
import { resetOwner } from "./reset-owner.ts";
import { answerSignIn } from "./sign-in.ts";
import { personOf, viewerOf } from "./viewer.ts";

let server: Server;
beforeAll(async () => {
  server = await openTemporaryServer();
});
afterAll(() => server.close());

const headers = new Headers({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" });
const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery" };

test("sign-up is closed to everybody, code or not", async () => {
  const code = await issueOwnerCode(server.db);
  const answer = await server.auth.handler(
    new Request(`http://127.0.0.1:3000/api/auth/sign-up/email?code=${code}`, {
      method: "POST",
      headers: { ...Object.fromEntries(headers), "content-type": "application/json" },
      body: JSON.stringify({ ...person, code }),
    }),
  );
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining("Sign-up is closed") });
  expect(await server.db.user.count()).toBe(0);
});

test("a wrong or an older code makes nobody, and a failed claim leaves the code usable", async () => {
  const older = await issueOwnerCode(server.db);
  const code = await issueOwnerCode(server.db);
  expect(await welcome(older)).toBe("wrong-link");
  expect(await welcome(undefined)).toBe("wrong-link");
  expect(await welcome(code)).toBe("claim");
  await expect(claimOwner({ ...person, code: older }, headers)).rejects.toMatchObject({ code: "REFUSED" });
  await expect(claimOwner({ ...person, code, email: "no address" }, headers)).rejects.toThrow();
  expect(await welcome(code)).toBe("claim");
  const row = await server.db.verification.findUniqueOrThrow({ where: { id: "owner-code" } });
  expect(row.value).not.toContain(code);
});

test("many claims with one code at once make one owner, with a workspace and the template in it", async () => {
  const code = await issueOwnerCode(server.db);
  const claims = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((n) => claimOwner({ ...person, code, email: `ada${n}@example.com` }, headers)),
  );
  expect(claims.filter((claim) => claim.status === "fulfilled")).toHaveLength(1);
  expect(await server.db.user.count()).toBe(1);
  expect(await welcome(code)).toBe("taken");
  await expect(claimOwner({ ...person, code }, headers)).rejects.toMatchObject({ code: "CONFLICT" });

  const { email } = await server.db.user.findFirstOrThrow();
  const signedIn = await server.auth.handler(
    new Request("http://127.0.0.1:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: { ...Object.fromEntries(headers), "content-type": "application/json" },
      body: JSON.stringify({ email, password: person.password }),
    }),
  );
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(cookie).toMatch(/^tutti-[0-9a-f]{8}\.session_token=/);
  const sent = new Headers({ ...Object.fromEntries(headers), cookie });
  const signedInAs = await personOf(sent);
  if (signedInAs === null) throw new Error("expected a person");
  const slug = (await latestWorkspace(signedInAs)) ?? "none";
  const viewer = await viewerOf(sent, slug);
  expect(viewer).toMatchObject({ role: "owner", email, slug });
  if (viewer === null) throw new Error("expected a viewer");
  expect(await listWorkflows(viewer)).toMatchObject([{ name: "Order exception", lastRun: null }]);
  expect(await server.db.connection.count({ where: { practice: true } })).toBe(3);
});

test("a reset gives the owner another password and ends every session", async () => {
  const { email } = await server.db.user.findFirstOrThrow();
  const signIn = (password: string) =>
    server.auth.handler(
      new Request("http://127.0.0.1:3000/api/auth/sign-in/email", {
        method: "POST",
        headers: { ...Object.fromEntries(headers), "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      }),
    );
  await expect(resetOwner("short")).rejects.toMatchObject({ code: "INVALID" });
  expect(await server.db.session.count()).toBeGreaterThan(0);
  expect(await resetOwner("another good password")).toEqual({ email });
  expect(await server.db.session.count()).toBe(0);
  expect((await signIn(person.password)).status).toBe(401);
  expect((await signIn("another good password")).status).toBe(200);
});

/** A request to sign in as the page makes it, from this address. */
function attempt(email: string, password: string, more: Record<string, string>) {
  const body = JSON.stringify({ email, password });
  return answerSignIn(
    new Request("http://127.0.0.1:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        ...Object.fromEntries(headers),
        "content-type": "application/json",
        "content-length": String(body.length),
        ...more,
      },
      body,
    }),
  );
}

test("a stranger who tries passwords has to wait, and keeps the owner out of nowhere", async () => {
  const { email } = await server.db.user.findFirstOrThrow();
  const right = "another good password";
  const stranger = { "x-forwarded-for": "203.0.113.1" };
  for (let n = 0; n < 5; n++) expect((await attempt(email, "a wrong password", stranger)).status).toBe(401);
  const refused = await attempt(email, right, stranger);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);

  const signedIn = await attempt(email.toUpperCase(), right, { "x-forwarded-for": "203.0.113.2" });
  expect(signedIn.status).toBe(200);
  const cookies = signedIn.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  expect(cookies.some((cookie) => cookie.includes(".session_token="))).toBe(true);
  const known = cookies.find((cookie) => cookie.includes(".known="));
  if (known === undefined) throw new Error(`expected a cookie that makes the browser known, got ${cookies}`);
  // The same browser, though it is now where the stranger is too.
  const there = await attempt(email, right, { ...stranger, cookie: known });
  expect(there.status).toBe(200);
  expect((await attempt(email, right, stranger)).status).toBe(429);
});

test("past the tries of all addresses together, one from which the account is signed in goes on", async () => {
  const { email } = await server.db.user.findFirstOrThrow();
  const statuses = [];
  for (let n = 0; n < 25; n++)
    statuses.push(
      (await attempt(email, "a wrong password", { "x-forwarded-for": `198.51.100.${n}` })).status,
    );
  expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
  const session = { ipAddress: "203.0.113.7", expiresAt: new Date(Date.now() + 60_000) };
  const { id: userId } = await server.db.user.findFirstOrThrow();
  await server.db.session.create({
    data: { ...session, id: "s", token: "t", userId, updatedAt: new Date() },
  });
  expect((await attempt(email, "another good password", { "x-forwarded-for": "203.0.113.8" })).status).toBe(
    429,
  );
  expect((await attempt(email, "another good password", { "x-forwarded-for": "203.0.113.7" })).status).toBe(
    200,
  );
});

test("a page of another site can't sign anybody in", async () => {
  const { email } = await server.db.user.findFirstOrThrow();
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:4000"]) {
    const refused = await attempt(email, "another good password", { origin });
    expect(refused.status).toBe(403);
    expect(refused.headers.getSetCookie()).toEqual([]);
  }
});

test("no cookie, and one that was made up, are nobody's", async () => {
  const { slug } = await server.db.workspace.findFirstOrThrow();
  for (const cookie of [undefined, "tutti-00000000.session_token=junk"]) {
    const sent = new Headers({ host: "127.0.0.1:3000", ...(cookie && { cookie }) });
    expect(await personOf(sent)).toBeNull();
    expect(await viewerOf(sent, slug)).toBeNull();
  }
});
