import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { endSession } from "@/lib/server/accounts/account";
import type { OwnerViewer } from "@/lib/server/accounts/viewer";
import { manifest } from "@/lib/server/manifest";
import type { Server } from "@/lib/server/ports";
import { addPerson, openTemporaryServer } from "@/lib/server/temporary-server";
import { type Ids, samples, seed } from "./door-samples.ts";
import { findDoors } from "./doors.ts";

const HOST = "127.0.0.1:3000";

// The doors as they are, but that their streams ask more often than every 30 s whether their viewer still is one.
let authorityMs: number;
vi.mock("@/lib/server/live/follow", async (importActual) => {
  const actual = await importActual<typeof import("@/lib/server/live/follow")>();
  const followRun: typeof actual.followRun = (viewer, follow) =>
    actual.followRun(viewer, { ...follow, times: { authorityMs } });
  return { ...actual, followRun };
});

vi.mock("@/lib/server/live/follow-edits", async (importActual) => {
  const actual = await importActual<typeof import("@/lib/server/live/follow-edits")>();
  const followEdits: typeof actual.followEdits = (viewer, id, request) =>
    actual.followEdits(viewer, id, { ...request, times: { authorityMs } });
  return { ...actual, followEdits };
});

type Watcher = { viewer: OwnerViewer; headers: Headers };
let server: Server;
let number = 0;

beforeAll(async () => {
  server = await openTemporaryServer();
});
afterAll(() => server.close());

async function watcher(): Promise<Watcher & { ids: Ids }> {
  const { viewer, cookie } = await addPerson(server, `Watcher${++number}`);
  const headers = new Headers({ host: HOST, origin: `http://${HOST}`, cookie });
  return { viewer, headers, ids: await seed(server, viewer) };
}

/** Opens a door and reads what it sends: `all` is the whole once it has ended, `begun` comes with its first words. */
async function open(name: string, { viewer, headers, ids }: Watcher & { ids: Ids }) {
  const door = (await findDoors()).find((each) => each.name === name);
  if (!door) throw new Error(`there is no ${name} in app/`);
  const leaving = new AbortController();
  const request = new Request(`http://${HOST}/`, { headers, signal: leaving.signal });
  const GET = (await import(/* @vite-ignore */ door.file)).GET;
  const response: Response = await GET(request, {
    params: Promise.resolve({ workspace: viewer.slug, ...samples[name]?.(ids) }),
  });
  const begun = Promise.withResolvers<void>();
  let text = "";
  let ended = false;
  async function readAll(): Promise<void> {
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      begun.resolve();
    }
    ended = true;
    begun.resolve();
  }
  const all = readAll();
  await begun.promise;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  return { isStream, all, text: () => text, ended: () => ended, leave: () => leaving.abort() };
}

/** Every door that answers with an event stream. */
const streams = ["GET /api/w/[workspace]/workflows/[id]/edits", "GET /api/w/[workspace]/runs/[id]/events"];

type Ending = { says: "signed-out" | "access-changed"; happens: (watcher: Watcher) => Promise<unknown> };

/** The ways in which a viewer stops being one, or becomes another one, while a stream is open. */
const endings: Record<string, Ending> = {
  "signs out": { says: "signed-out", happens: ({ headers }) => server.auth.api.signOut({ headers }) },
  "has a session that runs out": {
    says: "signed-out",
    happens: ({ viewer }) =>
      server.db.session.updateMany({
        where: { userId: viewer.userId },
        data: { expiresAt: new Date(Date.now() - 1_000) },
      }),
  },
  "is removed from the workspace": {
    says: "access-changed",
    happens: ({ viewer }) => server.db.member.deleteMany({ where: { userId: viewer.userId } }),
  },
  "moves to another workspace": {
    says: "access-changed",
    async happens({ viewer }) {
      const { id } = await server.db.workspace.create({ data: { name: "Elsewhere" } });
      await server.db.member.updateMany({ where: { userId: viewer.userId }, data: { workspaceId: id } });
    },
  },
  "gets a lower role": {
    says: "access-changed",
    happens: ({ viewer }) =>
      server.db.member.updateMany({ where: { userId: viewer.userId }, data: { role: "viewer" } }),
  },
};

test("every door that answers with an event stream is among those tried here", async () => {
  const reads = Object.entries(manifest).flatMap(([name, door]) =>
    name.startsWith("GET ") && door.who === "member" ? [name] : [],
  );
  authorityMs = 3_600_000;
  const who = await watcher();
  const opened = await Promise.all(reads.map(async (name) => ({ name, ...(await open(name, who)) })));
  expect(opened.filter(({ isStream }) => isStream).map(({ name }) => name)).toEqual(streams);
  for (const each of opened) each.leave();
  await Promise.all(opened.map((each) => each.all));
});

describe.each(streams)("%s", (name) => {
  test.each(Object.keys(endings))("ends when its viewer %s", async (how) => {
    authorityMs = 50;
    const who = await watcher();
    const stream = await open(name, who);
    const ending = endings[how];
    if (ending === undefined) throw new Error(`nobody knows how a viewer ${how}`);
    await ending.happens(who);
    await stream.all;
    expect(stream.text()).toMatch(new RegExp(`event: ${ending.says}\ndata: \\{\\}\n\n$`));
  });

  test("ends at once when its viewer signs out by the page, and others stay open", async () => {
    authorityMs = 3_600_000;
    const [who, other] = [await watcher(), await watcher()];
    const [stream, others] = [await open(name, who), await open(name, other)];
    await endSession(who.headers);
    await stream.all;
    expect(stream.text()).toMatch(/event: signed-out\ndata: \{\}\n\n$/);
    expect(others.ended()).toBe(false);
    others.leave();
    await others.all;
    expect(others.text()).not.toContain("signed-out");
  });
});
