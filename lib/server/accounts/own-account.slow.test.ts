import { afterAll, beforeAll, expect, test } from "vitest";
import type { Server } from "../ports.ts";
import { addPerson, openTemporaryServer, type TestPerson } from "../temporary-server.ts";
import {
  changeOwnName,
  changePassword,
  endOneSession,
  endOtherSessions,
  loadOwnAccount,
} from "./own-account.ts";
import { personOf } from "./viewer.ts";

let server: Server;
let number = 0;
beforeAll(async () => {
  server = await openTemporaryServer();
});
afterAll(() => server.close());

const FIRST = "correct horse battery";
const sentBy = (cookie: string) =>
  new Headers({ host: "127.0.0.1:3000", cookie, "user-agent": "Mozilla/5.0 Firefox/140.0" });
const someone = () => addPerson(server, `Holder${++number}`);

/** Signs in from another browser; null: refused. */
async function signIn({ viewer }: TestPerson, password: string): Promise<string | null> {
  const { headers } = await server.auth.api
    .signInEmail({ body: { email: viewer.email, password }, headers: sentBy(""), returnHeaders: true })
    .catch(() => ({ headers: null }));
  return headers?.getSetCookie()[0]?.split(";")[0] ?? null;
}

test("another password ends the sessions in all other browsers, and not the one here", async () => {
  const ada = await someone();
  const [here, there] = [sentBy(ada.cookie), sentBy((await signIn(ada, FIRST)) ?? "")];
  expect((await loadOwnAccount(ada.viewer, here)).sessions).toHaveLength(2);
  await expect(
    changePassword(ada.viewer, { current: "a wrong password", next: "another good one" }, here),
  ).rejects.toMatchObject({ code: "INVALID", fields: { current: "That is not your password." } });
  expect(await personOf(there)).not.toBeNull();

  const changed = { current: FIRST, next: "another good one" };
  expect(await changePassword(ada.viewer, changed, here)).toEqual({ ended: 1 });
  expect(await personOf(here)).not.toBeNull();
  expect(await personOf(there)).toBeNull();
  expect(await signIn(ada, FIRST)).toBeNull();
  expect(await signIn(ada, "another good one")).not.toBeNull();
});

test("who sits at an open browser can't try passwords without end", async () => {
  const ada = await someone();
  const wrong = { current: "a wrong password", next: "another good one" };
  const attempt = () =>
    changePassword(ada.viewer, wrong, sentBy(ada.cookie)).catch(({ code }: { code: string }) => code);
  const codes = [];
  for (let n = 0; n < 7; n++) codes.push(await attempt());
  expect(codes).toEqual([...Array(5).fill("INVALID"), "TOO_MANY", "TOO_MANY"]);
});

test("sessions are ended one by one or all but the one here, and nobody ends another's", async () => {
  const [ada, eve] = [await someone(), await someone()];
  const here = sentBy(ada.cookie);
  for (let n = 0; n < 3; n++) await signIn(ada, FIRST);
  const { sessions } = await loadOwnAccount(ada.viewer, here);
  expect(sessions.map(({ isHere }) => isHere)).toEqual([false, false, false, true]);
  const [one] = sessions;
  if (!one) throw new Error("expected a session");
  await expect(endOneSession(eve.viewer, { id: one.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await endOneSession(ada.viewer, { id: one.id });
  expect((await loadOwnAccount(ada.viewer, here)).sessions).toHaveLength(3);
  expect(await endOtherSessions(ada.viewer, {}, here)).toEqual({ ended: 2 });
  expect(await loadOwnAccount(ada.viewer, here)).toMatchObject({ sessions: [{ isHere: true }] });
  expect(await personOf(sentBy(eve.cookie))).not.toBeNull();
});

test("a name is the person's own to change", async () => {
  const ada = await someone();
  await changeOwnName(ada.viewer, { name: "Countess" });
  expect(await personOf(sentBy(ada.cookie))).toMatchObject({ name: "Countess" });
});
