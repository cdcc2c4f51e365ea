import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeepAliveFetch } from "./keep-alive-fetch.ts";

let server: http.Server;
let base: string;
let sockets: number;
let answer: http.RequestListener;
const wire = createKeepAliveFetch();

beforeEach(async () => {
  sockets = 0;
  server = http.createServer((request, response) => answer(request, response));
  server.on("connection", () => {
    sockets += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  wire.close();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

test("calls one after another share a connection, also when a reader stops before the end", async () => {
  answer = (_request, response) => response.end("data: 1\n\ndata: [DONE]\n\nrest");
  for (let n = 0; n < 3; n += 1) {
    const response = await wire.fetch(base);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await (await wire.fetch(base)).text()).toContain("rest");
  expect(sockets).toBe(1);
});

test("method, headers and body arrive, and so do status and headers of the answer", async () => {
  let seen: unknown;
  answer = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    seen = [
      request.method,
      request.headers["x-a"],
      request.headers["content-length"],
      Buffer.concat(parts).toString(),
    ];
    response.writeHead(418, { "x-b": ["1", "2"] }).end("short and stout");
  };
  const response = await wire.fetch(`${base}/pot`, {
    method: "POST",
    headers: { "x-a": "1" },
    body: "Grüße",
  });
  expect(seen).toEqual(["POST", "1", "7", "Grüße"]);
  expect([response.status, response.headers.get("x-b"), await response.text()]).toEqual([
    418,
    "1, 2",
    "short and stout",
  ]);
});

test("a body arrives piece by piece while it is being written", async () => {
  let finish = () => {};
  answer = (_request, response) => {
    response.write("first");
    finish = () => response.end("second");
  };
  const reader = (await wire.fetch(base)).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
  finish();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("second");
  expect((await reader?.read())?.done).toBe(true);
});

test("an aborted call rejects with the reason and closes its connection", async () => {
  let left = false;
  answer = (_request, response) => {
    response.write("x");
    response.once("close", () => {
      left = true;
    });
  };
  const stop = new AbortController();
  const response = await wire.fetch(base, { signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(response.text()).rejects.toBe(reason);
  await expect.poll(() => left).toBe(true);
  await expect(wire.fetch(base, { signal: stop.signal })).rejects.toBe(reason);
});

test("a connection lost in the middle of a body is an error, not an end", async () => {
  answer = (_request, response) => {
    response.write("half", () => response.socket?.destroy());
  };
  await expect((await wire.fetch(base)).text()).rejects.toThrow();
});

test("redirects come back as they are", async () => {
  answer = (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
  expect((await wire.fetch(base)).status).toBe(302);
});

test("other protocols are refused with what was expected", async () => {
  await expect(wire.fetch("file:///etc/hosts")).rejects.toThrow(
    "Expected an http or https address, got file://",
  );
});

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
] as const)("a body compressed by %s is unpacked, whatever was asked for", async (coding, pack) => {
  answer = (request, response) => {
    const packed = pack(`asked for ${request.headers["accept-encoding"]}`);
    response.writeHead(200, { "content-encoding": coding, "content-length": packed.length }).end(packed);
  };
  const response = await wire.fetch(base);
  expect(await response.text()).toBe("asked for identity");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(response.headers.get("content-length")).toBeNull();
});

test("an empty body is empty, also where it is called compressed", async () => {
  answer = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end();
  expect(await (await wire.fetch(base)).text()).toBe("");
});

test.each([
  ["damaged", Buffer.from("this was never compressed")],
  ["cut", gzipSync("a text that is long enough").subarray(0, 20)],
])("a compressed body that is %s is said to be so", async (_, body) => {
  answer = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(body);
  await expect((await wire.fetch(base)).text()).rejects.toThrow(
    "its compressed content is damaged or not whole",
  );
});

test("a reader that stops before the end of a compressed body leaves the connection usable", async () => {
  const packed = gzipSync("data: [DONE]\n\nrest");
  answer = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
  for (let n = 0; n < 2; n += 1) {
    const reader = (await wire.fetch(base)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await (await wire.fetch(base)).text()).toContain("rest");
  expect(sockets).toBe(1);
});

test("a request says its host, keeps its connection, and has each header once", async () => {
  let raw: string[] = [];
  answer = (request, response) => {
    raw = request.rawHeaders.map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text));
    response.end();
  };
  const headers = { "Content-Length": "99", "Accept-Encoding": "gzip", "X-A": "1" };
  await (await wire.fetch(base, { method: "POST", headers, body: "é" })).text();
  const names = raw.filter((_, at) => at % 2 === 0);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.fromEntries(names.map((name, at) => [name, raw[at * 2 + 1]]))).toEqual({
    host: base.replace("http://", ""),
    "content-length": "2",
    "accept-encoding": "gzip",
    "x-a": "1",
    connection: "keep-alive",
  });
});

test("a user and password in the address are sent, unless the request says who asks", async () => {
  const seen: unknown[] = [];
  answer = (request, response) => {
    seen.push(request.headers.authorization);
    response.end();
  };
  const address = base.replace("http://", "http://user:pass%20word@");
  await (await wire.fetch(address)).text();
  await (await wire.fetch(address, { headers: { Authorization: "Bearer key" } })).text();
  expect(seen).toEqual([`Basic ${Buffer.from("user:pass word").toString("base64")}`, "Bearer key"]);
});
