import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { actionReached } from "./action-trial.ts";
import { createHttpServer } from "./http-server.ts";

type Handle = Parameters<typeof createHttpServer>[0];

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const fine: Handle = async (_, response) => void response.end("fine");

async function served(handle: Handle, publicUrl?: string, patience?: { requestMs: number; checkMs: number }) {
  const server = createHttpServer(handle, { publicUrl }, patience);
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  return { port: address.port, url: `http://127.0.0.1:${address.port}` };
}

/** Everything that is answered to these bytes until the connection is closed. */
async function said(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return (await socket.setEncoding("utf8").toArray()).join("");
}

test.each(["TRACE", "PROPFIND"])("%s is refused, before the framework sees it", async (method) => {
  const { port } = await served(fine);
  const answer = await said(port, `${method} / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  expect(answer.toLowerCase()).toContain("allow: get, head, post");
});

test("who asks for another protocol is answered by this one", async () => {
  const { port } = await served(fine);
  const head =
    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n";
  expect(await said(port, head)).toMatch(/^HTTP\/1\.1 200 /);
});

test("a target that is no path is a bad request", async () => {
  const { port } = await served(fine);
  for (const target of ["*", "http://evil.example/", "//"])
    expect(await said(port, `OPTIONS ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
});

test("every answer says that its type is its type; by https also that there is nothing but https", async () => {
  const plain = await fetch((await served(fine)).url);
  expect(plain.headers.get("x-content-type-options")).toBe("nosniff");
  expect(plain.headers.get("strict-transport-security")).toBeNull();
  const secure = await served(fine, "https://tutti.example.com");
  const { headers } = await fetch(secure.url);
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  const refused = await said(secure.port, "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect(refused.toLowerCase()).toContain("strict-transport-security");
});

test("a body that comes slowly is cut, and so are slow headers", async () => {
  const reads: Handle = async (request, response) => {
    for await (const _ of request);
    response.end("read");
  };
  const { port } = await served(reads, undefined, { requestMs: 200, checkMs: 50 });
  const head = "POST / HTTP/1.1\r\nHost: localhost\r\n";
  expect(await said(port, `${head}Content-Length: 10\r\n\r\nab`)).toMatch(/^(HTTP\/1\.1 408 |$)/);
  expect(await said(port, head)).toMatch(/^HTTP\/1\.1 408 /);
});

test("an action whose body can't be read is the sender's fault, one that fails itself is ours", async () => {
  const { url } = await served(async (request, response) => {
    if (request.url === "/reached") actionReached();
    response.writeHead(500).end();
  });
  const call = (path: string, headers: Record<string, string>) =>
    fetch(url + path, { method: "POST", headers, body: "x" });
  const ways: [string, string][] = [
    ["next-action", "a"],
    ["content-type", "multipart/form-data; boundary=a"],
  ];
  for (const [name, value] of ways) {
    const headers = { [name]: value };
    expect((await call("/", headers)).status).toBe(400);
    expect((await call("/reached", headers)).status).toBe(500);
  }
  expect((await call("/", { "content-type": "application/json" })).status).toBe(500);
  expect((await call("/api/runs", { "content-type": "multipart/form-data; boundary=a" })).status).toBe(500);
});

test("an action's body beyond the limit is refused by its stated length", async () => {
  const { port } = await served(fine);
  const head = "POST / HTTP/1.1\r\nHost: localhost\r\nNext-Action: a\r\n";
  expect(await said(port, `${head}Content-Length: 17000001\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
});

const madeUp = {
  "x-forwarded-for": "203.0.113.9, 198.51.100.7",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "gopher",
  "x-real-ip": "203.0.113.9",
  forwarded: "for=203.0.113.9",
  via: "1.1 evil.example",
};

test.each([
  ["without a proxy whoever has connected", undefined, "127.0.0.1", "http"],
  ["behind a proxy with https what it has added last", "https://tutti.example.com", "198.51.100.7", "https"],
])("the client is %s", async (_, publicUrl, address, proto) => {
  let seen: IncomingHttpHeaders = {};
  const { url } = await served(async (request, response) => {
    seen = request.headers;
    response.end();
  }, publicUrl);
  await fetch(url, { headers: madeUp });
  expect(seen).toMatchObject({ "x-forwarded-for": address, "x-forwarded-proto": proto });
  expect(seen["x-forwarded-host"]).toBe(new URL(url).host);
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(["via"]));
  for (const name of ["x-real-ip", "forwarded", "via"]) expect(seen[name]).toBeUndefined();
});

test("what the handler throws is answered, and not a connection that hangs", async () => {
  const { url } = await served(async () => {
    throw new Error("for a test");
  });
  expect((await fetch(url)).status).toBe(500);
});
