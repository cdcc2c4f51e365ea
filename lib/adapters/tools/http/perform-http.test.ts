import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { z } from "zod";
import type { ToolCall } from "../../../engine/ports.ts";
import type { JsonObject } from "../../../graph/json.ts";
import type { HttpTool } from "../../../graph/tool.ts";
import type { HttpConnection } from "../connection.ts";
import { ToolProblem } from "../tool-problem.ts";
import type { OutboundMeans } from "./outbound-request.ts";
import { heldHttp, performHttp } from "./perform-http.ts";

type Tool = z.infer<typeof HttpTool>;
const local: OutboundMeans = { policy: { allow: ["127.0.0.1"] } };
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

const tool = (url: string, more: Partial<Tool> = {}): Tool => ({
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
  config: Tool,
  args: JsonObject = {},
  more: { means?: OutboundMeans; connection?: HttpConnection; signal?: AbortSignal } = {},
) =>
  performHttp(
    callOf(config, args),
    config,
    more.connection ?? null,
    more.means ?? local,
    more.signal ?? new AbortController().signal,
  );
const callOf = (config: Tool, args: JsonObject): ToolCall => ({
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
  const nasty = '../admin?x=1#"}, {"a":"';
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
    await problem(perform(tool("http://127.0.0.1:9/"), {}, { means: { policy: { allow: [] } } })),
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
  expect(JSON.stringify(heldHttp(callOf(tool(home), {}), tool(home), connection(home)))).not.toContain(
    "s3cret",
  );
});

test("bodies are limited by their decoded size", async () => {
  const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(20_000);
  const url = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  expect(await problem(perform(tool(url)))).toMatchObject({ code: "too-large" });
  const endless = await serve((_, response) => {
    response.on("error", () => {});
    const more = () => {
      while (response.write(Buffer.alloc(65_536)));
      response.once("drain", more);
    };
    more();
  });
  expect(await problem(perform(tool(endless)))).toMatchObject({ code: "too-large" });
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

test("where the API remembers keys, a request without an answer goes again with the same key", async () => {
  const keys: unknown[] = [];
  const url = await serve((request, response) => {
    keys.push(request.headers["idempotency-key"]);
    if (keys.length < 3) request.socket.destroy();
    else response.end("made once");
  });
  const posting = tool(url, { method: "POST", body: "x", remembersKeys: true });
  expect((await perform(posting)).result).toMatchObject({ status: 200, body: "made once" });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);

  let asked = 0;
  const dead = await serve((request) => {
    asked++;
    request.socket.destroy();
  });
  const failure = await problem(perform(tool(dead, { method: "POST", body: "x", remembersKeys: true })));
  expect(failure).toMatchObject({ unknown: true });
  expect(asked).toBe(3);
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
