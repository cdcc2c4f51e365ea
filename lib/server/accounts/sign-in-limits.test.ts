import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";
import { knownBrowser, rememberBrowser } from "./known-browser.ts";
import { type Attempt, SignInLimits } from "./sign-in-limits.ts";

const account = "ada@example.com";
const from = (address: string, browser: string | null = null): Attempt => ({ account, address, browser });
const nobody = async () => false;

test("from one address an account takes five tries a minute and twenty an hour", async () => {
  const limits = new SignInLimits();
  for (let at = 0; at < 5; at++) expect(await limits.take(from("a"), at, nobody)).toBeNull();
  expect(await limits.take(from("a"), 5_000, nobody)).toBe(55_000);
  for (let minute = 1; minute < 4; minute++)
    for (let at = 0; at < 5; at++)
      expect(await limits.take(from("a"), minute * 60_000 + at, nobody)).toBeNull();
  expect(await limits.take(from("a"), 300_000, nobody)).toBe(3_300_000);
});

test("a stranger's tries leave the owner's own place and browser alone", async () => {
  const limits = new SignInLimits();
  for (let at = 0; at < 1_000; at++) await limits.take(from("stranger"), at, nobody);
  expect(await limits.take(from("stranger"), 1_000, nobody)).toBeGreaterThan(0);
  // At another address, and at the stranger's very own in a browser that the account knows.
  expect(await limits.take(from("home"), 1_000, nobody)).toBeNull();
  expect(await limits.take(from("stranger", "browser"), 1_000, nobody)).toBeNull();
});

test("tries from everywhere are slowed down, except where the account is known", async () => {
  const limits = new SignInLimits();
  const taken = [];
  for (let n = 0; n < 300; n++) taken.push(await limits.take(from(`10.0.0.${n}`), n, nobody));
  expect(taken.filter((wait) => wait === null)).toHaveLength(20);
  expect(await limits.take(from("new"), 300, nobody)).toBeLessThanOrEqual(60_000);
  expect(await limits.take(from("home"), 300, async () => true)).toBeNull();
  expect(await limits.take(from("new", "browser"), 300, nobody)).toBeNull();
});

test("a known browser may not guess for ever either", async () => {
  const limits = new SignInLimits();
  for (let at = 0; at < 5; at++) expect(await limits.take(from("a", "browser"), at, nobody)).toBeNull();
  expect(await limits.take(from("b", "browser"), 5, nobody)).toBeGreaterThan(0);
  limits.clear(from("b", "browser"));
  expect(await limits.take(from("b", "browser"), 6, nobody)).toBeNull();
});

const keys = { secret: "s".repeat(32), dataDir: "/a", publicUrl: undefined };
const sent = (line: string) => new Headers({ cookie: `other=1; ${line.split(";")[0]}; more=2` });

test("a browser is known by its cookie for the account that signed in there, and for no other", () => {
  const line = rememberBrowser(account, keys);
  expect(line).toMatch(/; HttpOnly; SameSite=Lax$/);
  expect(knownBrowser(sent(line), account, keys)).toMatch(/^[0-9a-f]{32}$/);
  expect(knownBrowser(sent(line), "eve@example.com", keys)).toBeNull();
  expect(knownBrowser(sent(line), account, { ...keys, secret: "t".repeat(32) })).toBeNull();
  expect(knownBrowser(sent(line.replace(/=[0-9a-f]/, "=x")), account, keys)).toBeNull();
  expect(knownBrowser(new Headers(), account, keys)).toBeNull();
  expect(rememberBrowser(account, { ...keys, publicUrl: "https://tutti.example.com" })).toMatch(/; Secure$/);
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["198.51.100.7, 203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:0:0:0:0/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2:0:0:0:0/64"],
  ["<script>", "unknown"],
  ["", "unknown"],
])("limits count the address %s as %s", (text, counted) => {
  expect(clientAddress(new Headers({ "x-forwarded-for": text }))).toBe(counted);
});
