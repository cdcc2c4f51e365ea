import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { ToolCall } from "../../../engine/ports.ts";
import type { JsonObject } from "../../../graph/json.ts";
import type { HttpTool } from "../../../graph/tool.ts";
import { documentsPolicy } from "../../outbound/outbound-guard.ts";
import type { HttpConnection } from "../connection.ts";
import { ToolProblem } from "../tool-problem.ts";
import type { OutboundMeans } from "./outbound-request.ts";
import { httpRequest, performHttp } from "./perform-http.ts";

const local: OutboundMeans = { policy: documentsPolicy(["127.0.0.1"]) };
const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${portOf(server)}`;
}
// A server that listens on a port has an AddressInfo.
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

const tool = (url: string, more: Partial<HttpTool> = {}): HttpTool => ({
  type: "http",
  connectionId: null,
  method: "GET",
  url,
  headers: [],
  body: "",
  timeoutMs: 5_000,
  ...more,
});
const perform = (
  config: HttpTool,
  args: JsonObject = {},
  more: { means?: OutboundMeans; connection?: HttpConnection; signal?: AbortSignal } = {},
) =>
  Promise.resolve().then(() =>
    performHttp(
      httpRequest(callOf(config, args), config, more.connection ?? null),
      config,
      { ...(more.means ?? local), hide: (text) => text },
      more.signal ?? new AbortController().signal,
    ),
  );
const callOf = (config: HttpTool, args: JsonObject): ToolCall => ({
  workspaceId: "w",
  runId: "r",
  mode: "real",
  name: "Look up",
  path: [],
  tool: config,
  effect: "read",
  effectKey: "key-9",
  arguments: args,
});
const problem = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ToolProblem)) throw new Error(`expected a ToolProblem, got ${error}`);
  return { ...error.failure, unknown: error.outcomeUnknown };
};
const bodyOf = async (request: IncomingMessage) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};
const connection = (origin: string): HttpConnection => ({
  kind: "http",
  id: "c",
  name: "Rates",
  practice: false,
  offline: false,
  origin,
  secretHeader: { name: "X-Api-Key", value: "s3cret" },
});

test("a JSON answer comes back as JSON, also when it is compressed", async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-encoding": "gzip",
      "set-cookie": "a=b",
    });
    response.end(gzipSync('{"rate": 1.5}'));
  });
  const { result } = await perform(tool(`${url}/rates`));
  expect(result).toMatchObject({ status: 200, body: { rate: 1.5 } });
  expect(JSON.stringify(result)).not.toContain("a=b");
});

test("values can't leave their place in the URL, the headers and a JSON body", async () => {
  const seen: { url?: string | undefined; body?: string; tag?: unknown } = {};
  const url = await serve(async (request, response) => {
    Object.assign(seen, { url: request.url, tag: request.headers["x-tag"], body: await bodyOf(request) });
    response.end("ok");
  });
  const nasty = 'admin/x?x=1#"}, {"a":"';
  const config = tool(`${url}/orders/{{ parameters.id }}?q={{ parameters.id }}`, {
    method: "POST",
    headers: [{ name: "X-Tag", value: "t-{{ parameters.n }}" }],
    body: '{"id": "{{ parameters.id }}", "n": "{{ parameters.n }}", "text": "n is {{ parameters.n }}"}',
  });
  await perform(config, { id: nasty, n: 7 });
  expect(seen.url).toBe(`/orders/${encodeURIComponent(nasty)}?q=${encodeURIComponent(nasty)}`);
  expect(seen.tag).toBe("t-7");
  expect(JSON.parse(seen.body ?? "")).toEqual({ id: nasty, n: 7, text: "n is 7" });
});

test.each([
  "Host",
  "Connection",
  "Transfer-Encoding",
  "content-length",
  "Proxy-Authorization",
  "Upgrade",
  "X-Forwarded-For",
  "x-forwarded-host",
  "Forwarded",
  "Via",
  "X-Real-IP",
  "bad name",
  "x\r\ny",
])("the header %j can't be set", async (name) => {
  const failure = await problem(perform(tool("http://127.0.0.1:9/", { headers: [{ name, value: "x" }] })));
  expect(failure).toMatchObject({ code: "arguments-invalid" });
});

test("a line break in a header value is refused, a value that is missing too", async () => {
  const config = tool("http://127.0.0.1:9/", { headers: [{ name: "X-Tag", value: "{{ parameters.tag }}" }] });
  expect(await problem(perform(config, { tag: "a\r\nX-Evil: 1" }))).toMatchObject({
    code: "arguments-invalid",
  });
  expect((await problem(perform(config, {}))).message).toContain("{{ parameters.tag }}");
});

test("private addresses are refused, as a literal, by name and after a redirect", async () => {
  expect(
    await problem(perform(tool("http://127.0.0.1:9/"), {}, { means: { policy: documentsPolicy([]) } })),
  ).toMatchObject({ code: "address-refused", retryable: false });
  expect(await problem(perform(tool("http://169.254.169.254/latest")))).toMatchObject({
    code: "address-refused",
  });
  const resolve = async () => [{ address: "10.0.0.7", family: 4 }];
  expect(
    await problem(perform(tool("http://intranet.example/"), {}, { means: { ...local, resolve } })),
  ).toMatchObject({ code: "address-refused" });
  expect(await problem(perform(tool("{{ parameters.url }}"), { url: "http://[::1]/" }))).toMatchObject({
    code: "address-refused",
  });
  for (const location of [
    "http://127.0.0.2/",
    "http://169.254.169.254/",
    "http://2130706434/",
    "http://[::ffff:127.0.0.1]/",
    "http://intranet.example/",
    "file:///etc/passwd",
  ]) {
    const url = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(await problem(perform(tool(url), {}, { means: { ...local, resolve } }))).toMatchObject({
      code: "address-refused",
    });
  }
});

test("a name that is public when checked and private when asked again is dialled at the checked address", async () => {
  const answers = ["127.0.0.1", "127.0.0.2"];
  const url = await serve((_, response) => response.end("checked"));
  const resolve = async () => [{ address: answers.shift() ?? "none", family: 4 }];
  const { result } = await perform(
    tool(url.replace("127.0.0.1", "rebind.example")),
    {},
    { means: { ...local, resolve } },
  );
  expect(result).toMatchObject({ body: "checked" });
  expect(answers).toEqual(["127.0.0.2"]);
});

test("five redirects are followed, a sixth is not", async () => {
  const url = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("there");
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  expect((await perform(tool(`${url}/5`))).result).toMatchObject({ body: "there" });
  expect(await problem(perform(tool(`${url}/6`)))).toMatchObject({ code: "address-refused" });
});

test("a secret goes to its origin only, also after a redirect", async () => {
  const seen: Record<string, unknown> = {};
  const elsewhere = await serve((request, response) => {
    Object.assign(seen, { elsewhere: request.headers["x-api-key"], custom: request.headers["x-own"] });
    response.end("ok");
  });
  const home = await serve((request, response) => {
    seen.home = request.headers["x-api-key"];
    response.writeHead(307, { location: elsewhere }).end();
  });
  await perform(
    tool(home, { headers: [{ name: "X-Own", value: "own" }] }),
    {},
    { connection: connection(home) },
  );
  expect(seen).toEqual({ home: "s3cret", elsewhere: undefined, custom: undefined });
  const refusal = await problem(perform(tool(elsewhere), {}, { connection: connection(home) }));
  expect(refusal).toMatchObject({ code: "address-refused" });
  expect(refusal.message).not.toContain("s3cret");
  const { sent } = httpRequest(callOf(tool(home), {}), tool(home), connection(home));
  expect(sent).toMatchObject({
    method: "GET",
    url: `${home}/`,
    headers: { "x-api-key": "[secret]" },
    body: "",
  });
});

test("bodies are limited by their decoded size", async () => {
  const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(20_000);
  const url = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  expect(await problem(perform(tool(url, { timeoutMs: 30_000 })))).toMatchObject({ code: "too-large" });
  const endless = await serve((_, response) => {
    response.on("error", () => {});
    const more = () => {
      while (response.write(Buffer.alloc(65_536)));
      response.once("drain", more);
    };
    more();
  });
  expect(await problem(perform(tool(endless, { timeoutMs: 30_000 })))).toMatchObject({ code: "too-large" });
});

test.each([
  [404, {}, false, undefined],
  [500, {}, true, undefined],
  [429, { "retry-after": "2" }, true, 2_000],
])("status %i is a failure that says what came", async (status, headers, retryable, retryAfterMs) => {
  const url = await serve((_, response) => response.writeHead(status, headers).end("no such rate"));
  const failure = await problem(perform(tool(url)));
  expect(failure).toMatchObject({ code: "http-status", retryable });
  expect(failure.retryAfterMs).toBe(retryAfterMs);
  expect(failure.message).toContain(`answered ${status}: no such rate`);
});

test("a service that is down, or hangs, can be tried again", async () => {
  const gone = createTcpServer();
  await new Promise<void>((ready) => gone.listen(0, "127.0.0.1", ready));
  const port = portOf(gone);
  await new Promise((closed) => gone.close(closed));
  expect(await problem(perform(tool(`http://127.0.0.1:${port}/`)))).toMatchObject({
    code: "unreachable",
    retryable: true,
  });
  const hanging = await serve(() => {});
  expect(await problem(perform(tool(hanging, { timeoutMs: 200 })))).toMatchObject({
    code: "timeout",
    retryable: true,
  });
});

test("a changing request that got no answer has an unknown outcome", async () => {
  const dying = await serve((request) => request.socket.destroy());
  const failure = await problem(perform(tool(dying, { method: "POST", body: "x" })));
  expect(failure).toMatchObject({ code: "http-outcome-unknown", retryable: false, unknown: true });
  expect(failure.message).toContain("Idempotency-Key");
  const hanging = await serve(() => {});
  expect(await problem(perform(tool(hanging, { method: "DELETE", timeoutMs: 200 })))).toMatchObject({
    unknown: true,
  });
});

test("a request is made once; where the API remembers keys, the unknown outcome says that it may be made again", async () => {
  let asked = 0;
  const dead = await serve((request) => {
    asked++;
    request.socket.destroy();
  });
  for (const remembersKeys of [true, false]) {
    const failure = await problem(perform(tool(dead, { method: "POST", body: "x", remembersKeys })));
    expect(failure).toMatchObject({ code: "http-outcome-unknown", unknown: true, retryable: remembersKeys });
  }
  await problem(perform(tool(dead)));
  expect(asked).toBe(3);
});

const writes = ["POST", "PUT", "PATCH", "DELETE"] as const;
test.each([
  // A refusal: nothing was done.
  [400, {}, { code: "http-status", unknown: false, retryable: false }],
  [401, {}, { code: "http-status", unknown: false, retryable: false }],
  [404, {}, { code: "http-status", unknown: false, retryable: false }],
  [409, {}, { code: "http-status", unknown: false, retryable: false }],
  [422, {}, { code: "http-status", unknown: false, retryable: false }],
  [501, {}, { code: "http-status", unknown: false, retryable: false }],
  [425, {}, { code: "http-status", unknown: false, retryable: true }],
  [429, {}, { code: "http-status", unknown: false, retryable: true }],
  [
    429,
    { "retry-after": "7" },
    { code: "http-status", unknown: false, retryable: true, retryAfterMs: 7_000 },
  ],
  [
    503,
    { "retry-after": "7" },
    { code: "http-status", unknown: false, retryable: true, retryAfterMs: 7_000 },
  ],
  // It may have been done all the same.
  [408, {}, { code: "http-outcome-unknown", unknown: true }],
  [500, {}, { code: "http-outcome-unknown", unknown: true }],
  [502, {}, { code: "http-outcome-unknown", unknown: true }],
  [503, {}, { code: "http-outcome-unknown", unknown: true }],
  [504, {}, { code: "http-outcome-unknown", unknown: true }],
  [524, {}, { code: "http-outcome-unknown", unknown: true }],
])("a changing request that is answered %i %j", async (status, headers, expected) => {
  const url = await serve((_, response) => response.writeHead(status, headers).end("so it is"));
  for (const method of writes) {
    const failure = await problem(perform(tool(url, { method, body: "x" })));
    expect(failure).toMatchObject(expected);
    expect(failure.message).toContain(`answered ${status}: so it is`);
  }
});

test("a wait that is given as a date is read", async () => {
  const at = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 60_000).toUTCString();
  const url = await serve((_, response) => response.writeHead(503, { "retry-after": at }).end());
  const failure = await problem(perform(tool(url)));
  expect(failure.retryable).toBe(true);
  expect(failure.retryAfterMs).toBeGreaterThan(30_000);
  expect(failure.retryAfterMs).toBeLessThanOrEqual(62_000);
});

test("a changing request that is sent elsewhere and refused there was not done; one answered with a page to look at may be", async () => {
  const redirecting = (status: number) =>
    serve((_, response) => response.writeHead(status, { location: "http://169.254.169.254/" }).end());
  for (const status of [307, 308])
    expect(
      await problem(perform(tool(await redirecting(status), { method: "POST", body: "x" }))),
    ).toMatchObject({
      code: "address-refused",
      unknown: false,
    });
  for (const status of [301, 302, 303])
    expect(
      await problem(perform(tool(await redirecting(status), { method: "POST", body: "x" }))),
    ).toMatchObject({
      code: "http-outcome-unknown",
      unknown: true,
    });
});

const encodings: [string, (text: string) => Buffer][] = [
  ["gzip", (text) => gzipSync(text)],
  ["x-gzip", (text) => gzipSync(text)],
  ["GZIP", (text) => gzipSync(text)],
  ["deflate", (text) => deflateSync(text)],
  ["deflate", (text) => deflateRawSync(text)],
  ["br", (text) => brotliCompressSync(text)],
  ["zstd", (text) => zstdCompressSync(text)],
  ["gzip, br", (text) => brotliCompressSync(gzipSync(text))],
  ["identity", (text) => Buffer.from(text)],
];
test.each(encodings)("a body in %s is decoded, and an empty one is empty", async (encoding, encode) => {
  for (const [method, status, bytes, body] of [
    ["GET", 200, encode("naïve"), "naïve"],
    ["POST", 200, encode("naïve"), "naïve"],
    ["GET", 200, "", null],
    ["POST", 200, "", null],
    ["POST", 204, "", null],
    ["GET", 204, "", null],
  ] as const) {
    const url = await serve((_, response) =>
      response.writeHead(status, { "content-encoding": encoding, "content-type": "text/plain" }).end(bytes),
    );
    expect((await perform(tool(url, { method, body: "x" }))).result).toMatchObject({ status, body });
  }
});

test("a body that can't be decoded fails a read; a change that was answered with 200 is done", async () => {
  for (const encoding of ["gzip", "compress"]) {
    const url = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end("not that"),
    );
    expect(await problem(perform(tool(url)))).toMatchObject({ code: "bad-answer", unknown: false });
    const done = await perform(tool(url, { method: "POST", body: "x" }));
    expect(done).toMatchObject({
      result: { status: 200, body: null },
      notes: [expect.stringContaining(encoding)],
    });
  }
});

test("text is read in the charset that it names or marks", async () => {
  for (const [type, bytes] of [
    ["text/plain; charset=iso-8859-1", Buffer.from([0x47, 0xf6, 0x64])],
    ['text/plain; charset="UTF-8"', Buffer.from("Göd")],
    ["text/plain", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Göd", "utf16le")])],
    ["", Buffer.from("Göd")],
    ["text/plain; charset=nonsense", Buffer.from("Göd")],
  ] as const) {
    const url = await serve((_, response) =>
      response.writeHead(200, type === "" ? {} : { "content-type": type }).end(bytes),
    );
    expect((await perform(tool(url))).result).toMatchObject({ body: "Göd" });
  }
});

test("numbers of more digits than a number here keeps come as text, with a note", async () => {
  const url = await serve((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end('{"id": 9007199254740993, "n": 1, "rate": 0.1}'),
  );
  expect(await perform(tool(url))).toMatchObject({
    result: { body: { id: "9007199254740993", n: 1, rate: 0.1 } },
    notes: [expect.stringContaining("too many digits")],
  });
});

test("cancelling ends a hanging call at once", async () => {
  const stop = new AbortController();
  const hanging = await serve(() => stop.abort());
  await expect(perform(tool(hanging), {}, { signal: stop.signal })).rejects.toThrow("cancelled");
});

test("an answer that is no text, or no JSON, is described", async () => {
  const image = await serve((_, response) =>
    response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(8)),
  );
  expect(await perform(tool(image))).toMatchObject({
    result: { body: "(8 bytes of image/png)" },
    notes: [expect.any(String)],
  });
  const broken = await serve((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end("{nope"),
  );
  expect(await perform(tool(broken))).toMatchObject({
    result: { body: "{nope" },
    notes: [expect.any(String)],
  });
  const hostile = await serve((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"__proto__": {"a": 1}}'),
  );
  expect(await perform(tool(hostile))).toMatchObject({
    result: { body: '{"__proto__": {"a": 1}}' },
    notes: [expect.stringContaining("__proto__")],
  });
});
