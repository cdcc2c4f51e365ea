import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasIds, type Ids, sameFor, samples, seed } from "@/app/door-samples.ts";
import { parseEnv } from "@/lib/env.ts";
import { manifest } from "@/lib/server/manifest.ts";
import { openServer, type Server } from "@/lib/server/ports.ts";
import { addPerson } from "@/lib/server/temporary-server.ts";
import { onPostgres } from "@/scripts/on-postgres.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

/** What can be asked for by an address and names something. */
const addresses = Object.entries(manifest).flatMap(([name, door]) =>
  /^(page|GET) /.test(name) && door.who === "member" && door.names.length > 0 && hasIds(name) ? [name] : [],
);
const pages = addresses.filter((name) => name.startsWith("page "));

/** Things of a workspace, and its slug. */
type Place = { workspace: string; ids: Ids };

/** The address of a door for these things: what is in its path, and the rest as a query. */
function addressOf(name: string, { workspace, ids }: Place): string {
  const given = new Map(Object.entries({ workspace, ...samples[name]?.(ids) }));
  const path = name.replace(/^\w+ /, "").replace(/\[(\w+)\]/g, (_, key) => {
    const value = String(given.get(key));
    given.delete(key);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams([...given].map(([key, value]) => [key, String(value)]));
  return query.size > 0 ? `${path}?${query}` : path;
}

/**
 * The pieces of a page, tags and texts, in an order of their own. A part that loads stands in its place when it was ready at
 * once, or else at the end, from where a script moves it: so places, scripts and what marks places are left out.
 */
function piecesOf(page: string): string[] {
  const markers =
    /<script\b[\s\S]*?<\/script>|<!--[\s\S]*?-->|<template\b[^>]*><\/template>|<div hidden id="S:\w+">|<\/\w+>/g;
  return (page.replace(markers, "\n").match(/<[^>]*>|[^<\n]+/g) ?? []).sort();
}

test("a page in which a part came late has the pieces of one in which it was ready", () => {
  const ready = '<head><meta name="a"/></head><main><!--$--><p>None<!-- -->!</p><!--/$--></main>';
  const late =
    '<head></head><main><!--$?--><template id="B:0"></template><!--/$--></main><div hidden id="S:0"><p>None<!-- -->!</p></div><meta name="a"/><script>$RC("B:0","S:0")</script>';
  expect(piecesOf(late)).toEqual(piecesOf(ready));
  expect(piecesOf(late.replace("None", "One"))).not.toEqual(piecesOf(ready));
});

// The built server and this process work on one database, so that this one can make people and things.
onPostgres("what the built server answers", (postgres) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-authority-"));
  const secret = randomUUID().repeat(2);
  let app: ServedApp;
  let server: Server;
  let cookie: string;
  /** Of the stranger, who asks, and of the owner. */
  let own: Place;
  let owned: Place;

  beforeAll(async () => {
    const { url } = postgres();
    server = await openServer({ ...parseEnv({}), databaseUrl: url, dataDir, secret });
    app = await serveApp({
      dataDir,
      env: { NODE_ENV: "production", DATABASE_URL: url, TUTTI_SECRET: secret, TUTTI_RUNNER: "off" },
    });
    const owner = await addPerson(server, "Ada");
    const stranger = await addPerson(server, "Eve");
    cookie = stranger.cookie;
    owned = { workspace: owner.viewer.slug, ids: await seed(server, owner.viewer) };
    own = { workspace: stranger.viewer.slug, ids: await seed(server, stranger.viewer) };
  });
  afterAll(async () => {
    await app?.stop();
    await server?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function ask(name: string, place: Place, more: Record<string, string>) {
    // For a part of a page the framework leads on to an address that says so.
    const redirect = "rsc" in more ? "follow" : "manual";
    const headers = { cookie, origin: app.url, ...more };
    return fetch(app.url + addressOf(name, place), { headers, redirect });
  }

  /** What tells two answers apart, without what is new in each: date, nonce, and the ids and slug that were asked for. */
  async function wholeOf(response: Response, { workspace, ids }: Place) {
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "no nonce";
    const plain = (text: string) =>
      [workspace, ...Object.values(ids)].reduce(
        (found, id) => found.replaceAll(id, "ID"),
        text.replaceAll(nonce, "NONCE"),
      );
    const headers = [...response.headers].flatMap(([name, value]) =>
      name === "date" ? [] : [[name, plain(value)]],
    );
    const body = plain(await response.text());
    const isPart = response.headers.get("content-type")?.startsWith("text/x-component");
    return { status: response.status, headers, seen: isPart ? [] : piecesOf(body), body };
  }

  describe.each([
    ["whole", addresses, {}],
    ["as a part for a page that is open", pages, { rsc: "1" }],
  ])("asked for %s", (_, doors, more: Record<string, string>) => {
    test.each(doors)("%s of another is as one that never was, and one's own is there", async (name) => {
      const whole = async (place: Place) => wholeOf(await ask(name, place, more), place);
      const never = sameFor(() => randomUUID());
      // In a workspace of one's own, and in the other's.
      for (const [theirs, nowhere] of [
        [
          { ...owned, workspace: own.workspace },
          { workspace: own.workspace, ids: never },
        ],
        [owned, { workspace: randomUUID(), ids: never }],
      ] as const) {
        const [absent, forbidden] = [await whole(nowhere), await whole(theirs)];
        expect(forbidden.headers).toEqual(absent.headers);
        expect(forbidden.status).toBe(absent.status);
        expect(forbidden.seen).toEqual(absent.seen);
        // The names of what was made for the owner, their own among them.
        for (const word of ["Own ", "Order exception", "Ada"]) expect(forbidden.body).not.toContain(word);
      }

      const mine = await ask(name, own, more);
      await mine.body?.cancel();
      expect(mine.status).toBe(200);
    });
  });
});
