import { once } from "node:events";
import { createServer, get, type Server as HttpServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endSession } from "@/lib/server/accounts/account.ts";
import { knowConnections } from "@/lib/server/connections/http-connection.ts";
import { recheckAuthority } from "@/lib/server/live/stream-authority.ts";
import type { Server } from "@/lib/server/ports.ts";
import { filler, type WrittenRun, writeRun } from "@/lib/server/runs/written-run.ts";
import { addPerson, openTemporaryServer } from "@/lib/server/temporary-server.ts";
import { GET } from "./route.ts";

let server: Server;
let ada: Awaited<ReturnType<typeof addPerson>>;
let eve: Awaited<ReturnType<typeof addPerson>>;
let http: HttpServer;
/** Events 1 to 5, and its end as 6. */
let ended: WrittenRun;

beforeAll(async () => {
  knowConnections();
  server = await openTemporaryServer();
  ada = await addPerson(server, "Ada");
  eve = await addPerson(server, "Eve");
  ended = await writeRun(server, ada.viewer);
  await ended.write(filler(1), filler(2), filler(3), filler(4));
  await ended.end();
  http = createServer(async (asked, answered) => {
    const left = new AbortController();
    answered.on("close", () => left.abort());
    const url = new URL(asked.url ?? "/", `http://${asked.headers.host}`);
    const headers = new Headers(Object.entries(asked.headers).map(([name, value]) => [name, String(value)]));
    const response = await GET(new Request(url, { headers, signal: left.signal }), {
      params: Promise.resolve({
        workspace: url.pathname.split("/")[3] ?? "",
        id: url.pathname.split("/")[5] ?? "",
      }),
    });
    answered.writeHead(response.status, Object.fromEntries(response.headers));
    // A body's stream is the same in both of Node's type worlds.
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, answered).catch(() => {});
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
});
afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await server.close();
});

type Ask = { slug?: string; runId?: string; cookie?: string; lastEventId?: string; after?: string };

/** Asks for a run's stream over HTTP. */
async function ask({
  slug = ada.viewer.slug,
  runId = ended.runId,
  cookie = ada.cookie,
  lastEventId,
  after,
}: Ask) {
  // A listening server's address is of this type.
  const { port } = http.address() as AddressInfo;
  const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
  const headers = { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) };
  const asked = get({
    host: "127.0.0.1",
    port,
    path: `/api/w/${slug}/runs/${runId}/events${query}`,
    headers,
  });
  const [response] = await once(asked, "response");
  // The event's only argument.
  return response as IncomingMessage;
}

async function textOf(asked: Ask): Promise<string> {
  return (await (await ask(asked)).setEncoding("utf8").toArray()).join("");
}
const seqsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));

test("a stream is taken up behind the last event that the browser names", async () => {
  const text = await textOf({ lastEventId: "4", after: "1" });
  expect(seqsOf(text)).toEqual([5, 6]);
  expect(seqsOf(await textOf({ after: "2" }))).toEqual([3, 4, 5, 6]);
  expect(await textOf({ lastEventId: "6" })).toBe("");
});

test("events come with the very bytes that are stored", async () => {
  const frames = (await textOf({})).split("\n\n").slice(0, -1);
  const stored = await server.log.read(ended.runId, 0, 100);
  expect(frames).toEqual(stored.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}`));
});

test.each(["", "junk", "-3", "2.5", "0x10", "١", "3 ", "null", "1e3"])(
  "a last event of %j stands for none",
  async (lastEventId) => {
    // HTTP can't carry the Arabic digit in a header; the address can.
    expect(seqsOf(await textOf({ after: lastEventId }))).toEqual([1, 2, 3, 4, 5, 6]);
  },
);

test.each(["7", "2147483648", "9007199254740993", "9".repeat(400)])(
  "a last event from the future, %s, makes the viewer begin anew",
  async (lastEventId) => {
    const text = await textOf({ lastEventId });
    expect(text.startsWith("event: begin-anew\ndata: {}\n\n")).toBe(true);
    expect(seqsOf(text)).toEqual([1, 2, 3, 4, 5, 6]);
  },
);

test("a last event of another run brings this run's later events and nothing of the other", async () => {
  const other = await writeRun(server, ada.viewer);
  await other.write(filler(1), filler(1));
  const text = await textOf({ lastEventId: "3" });
  expect(seqsOf(text)).toEqual([4, 5, 6]);
  expect(text).not.toContain(other.runId);
  await other.end();
});

test("a run of others, one that is not there and nobody's question are answered before anything is streamed", async () => {
  const { cookie, viewer } = eve;
  const refused = async (asked: Ask) => {
    const answer = await ask({ cookie, ...asked });
    expect(answer.statusCode).toBe(404);
    return (await answer.toArray()).join("");
  };
  expect(await refused({ slug: viewer.slug })).toBe(await refused({ slug: viewer.slug, runId: "nowhere" }));
  expect(await refused({})).toBe(await refused({ slug: "nowhere" }));
  expect((await ask({ cookie: "" })).statusCode).toBe(401);
});

test("a HEAD says whether there would be a stream, and opens none", async () => {
  const head = async (runId: string, cookie: string) => {
    const headers = { host: "127.0.0.1:3000", cookie };
    const request = new Request(`http://127.0.0.1:3000/api/w/${ada.viewer.slug}/runs/${runId}/events`, {
      method: "HEAD",
      headers,
    });
    const { status, body } = await GET(request, {
      params: Promise.resolve({ workspace: ada.viewer.slug, id: runId }),
    });
    return { status, streams: body !== null && status === 200 };
  };
  expect(await head(ended.runId, ada.cookie)).toEqual({ status: 200, streams: false });
  expect((await head(ended.runId, eve.cookie)).status).toBe(404);
  expect((await head("nowhere", ada.cookie)).status).toBe(404);
  expect((await head(ended.runId, "")).status).toBe(401);
});

test("every stream of somebody who signs out ends at once, and says why", async () => {
  const grace = await addPerson(server, "Grace");
  const run = await writeRun(server, grace.viewer);
  const asked = { slug: grace.viewer.slug, runId: run.runId, cookie: grace.cookie };
  const streams = await Promise.all([1, 2, 3].map(() => ask(asked)));
  // Under way, each with the first event.
  await Promise.all(streams.map((stream) => once(stream, "readable")));
  await endSession(new Headers({ cookie: grace.cookie, host: "127.0.0.1:3000" }));
  for (const stream of streams)
    expect((await stream.setEncoding("utf8").toArray()).join("")).toMatch(
      /event: signed-out\ndata: \{\}\n\n$/,
    );
  await run.end();
});

test("the stream of a run that is deleted ends", async () => {
  const run = await writeRun(server, ada.viewer);
  const response = await ask({ runId: run.runId });
  await once(response, "data");
  response.resume();
  await server.db.run.delete({ where: { id: run.runId } });
  recheckAuthority(ada.viewer.userId);
  await once(response, "end");
});

test("streams end in order when the process ends", async () => {
  const run = await writeRun(server, ada.viewer);
  const response = await ask({ runId: run.runId });
  await once(response, "data");
  response.resume();
  server.here.streams.abort();
  await once(response, "end");
  expect(response.complete).toBe(true);
});
