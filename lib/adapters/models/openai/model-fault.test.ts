import net from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  errorBody,
  htmlPage,
  largeArguments,
  rateLimited,
  unauthorized,
} from "../scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../scripted/scripted-server.ts";
import { askForTest, TEST_KEY as secret } from "./ask-for-test.ts";
import { MAX_REPLY_CHARACTERS } from "./complete-chat.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.close());

const complete = (options: Partial<Parameters<typeof askForTest>[0]> = {}) =>
  askForTest({ baseUrl: server.baseUrl, ...options });

test("an endpoint that is down is unreachable, and the message says where", async () => {
  const free = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  // A TCP server's address is an object.
  const { port } = free.address() as net.AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const { failure, usage } = await complete({ baseUrl: `http://127.0.0.1:${port}/v1` });
  expect(failure).toMatchObject({ code: "unreachable", retryable: true });
  expect(failure?.message).toContain(`http://127.0.0.1:${port}/v1`);
  expect(failure?.message).toContain("nothing listens there");
  expect(usage).toEqual({ inputTokens: 0, cachedTokens: 0, outputTokens: 0, estimated: false });
});

test("a connection closed without a reply is unreachable", async () => {
  server.play([{ kind: "close" }]);
  expect((await complete()).failure).toMatchObject({ code: "unreachable", retryable: true });
});

test("a refused key is named, without the key", async () => {
  server.play([unauthorized()]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code: "unauthorized", retryable: false });
  expect(failure?.message).toContain("Incorrect API key");
});

test("an endpoint that repeats the key does not bring it into the message", async () => {
  server.play([{ kind: "status", status: 401, body: errorBody(`Wrong key ${secret} for you`) }]);
  const { failure } = await complete();
  expect(failure?.message).toContain("Wrong key [secret] for you");
  expect(JSON.stringify(failure)).not.toContain(secret);
});

test.each([
  ["5", 5_000],
  ["0.5", 500],
  ["1000000000", 86_400_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["soon", undefined],
  [null, undefined],
])("429 with Retry-After %s asks to wait %s ms", async (header, expected) => {
  server.play([rateLimited(header)]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code: "rate-limited", retryable: true });
  expect(failure?.retryAfterMs).toBe(expected);
});

test("429 for want of credit is not worth a retry", async () => {
  const body = errorBody("You exceeded your current quota", "insufficient_quota");
  server.play([{ kind: "status", status: 429, body }]);
  expect((await complete()).failure).toMatchObject({ code: "no-credit", retryable: false });
});

test.each([
  [500, "It broke", "server-error"],
  [503, "Overloaded", "overloaded"],
  [529, "Overloaded", "overloaded"],
])("%i is the provider's trouble and may pass", async (status, said, code) => {
  server.play([{ kind: "status", status, body: errorBody(said) }]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code, retryable: true });
  expect(failure?.message).toContain(`(${status}): ${said}`);
  expect(server.completions()).toHaveLength(1);
});

test.each([
  [404, null, "not-found"],
  [400, "context_length_exceeded", "context-length"],
  [400, "content_filter", "content-filter"],
  [400, "invalid_value", "bad-request"],
  [422, null, "bad-request"],
])("%i with code %s is %s, for good", async (status, code, expected) => {
  server.play([{ kind: "status", status, body: errorBody("No", code) }]);
  expect((await complete()).failure).toMatchObject({ code: expected, retryable: false });
});

test("a redirect is not followed", async () => {
  server.play([{ kind: "status", status: 307, headers: { location: "http://elsewhere.example/v1" } }]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code: "bad-response", retryable: false });
  expect(failure?.message).toContain("http://elsewhere.example/v1");
  expect(server.requests).toHaveLength(1);
});

test("a web page instead of an API is a wrong address", async () => {
  server.play([htmlPage()]);
  const { failure, usage } = await complete();
  expect(failure).toMatchObject({ code: "bad-response", retryable: false });
  expect(failure?.message).toMatch(/text\/html came: "Welcome\s*It works"/);
  expect(usage.inputTokens).toBe(0);
});

test.each([
  ["no choices", { kind: "stream" as const, chunks: [{ choices: [] }] }, "bad-response"],
  ["an event that is no JSON", { kind: "stream" as const, chunks: ["{oops"] }, "bad-response"],
  ["an error in the stream", { kind: "stream" as const, chunks: [errorBody("Overloaded")] }, "overloaded"],
  [
    "a rate limit in the stream",
    { kind: "stream" as const, chunks: [errorBody("Slow down", "rate_limit_exceeded")] },
    "rate-limited",
  ],
  [
    "an error with status 200",
    { kind: "raw" as const, contentType: "application/json", body: JSON.stringify(errorBody("Broken")) },
    "server-error",
  ],
  [
    "half a JSON body",
    { kind: "raw" as const, contentType: "application/json", body: '{"cho' },
    "bad-response",
  ],
  ["an empty body", { kind: "raw" as const, contentType: "text/event-stream", body: "" }, "bad-response"],
])("%s is %s", async (_what, reply, code) => {
  server.play([reply]);
  expect((await complete()).failure).toMatchObject({ code, retryable: true });
});

test("bytes that are not UTF-8 are a bad response", async () => {
  const latin1 = Buffer.from(
    'data: {"choices":[{"index":0,"delta":{"content":"Gr\xfc\xdfe"}}]}\n\n',
    "latin1",
  );
  server.play([{ kind: "raw", contentType: "text/event-stream", body: latin1 }]);
  const { failure, text } = await complete();
  expect(failure).toMatchObject({ code: "bad-response" });
  expect(failure?.message).toContain("UTF-8");
  expect(text).toBe("");
});

test("a stream cut in the middle keeps what had arrived", async () => {
  server.play([{ kind: "reply", text: "This sentence will never be finished, sadly.", cutAfterBytes: 900 }]);
  const { failure, text, usage } = await complete();
  expect(failure).toMatchObject({ code: "stream-cut", retryable: true });
  expect("This sentence will never be finished, sadly.".startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(4);
  expect(usage).toMatchObject({ estimated: true });
  expect(usage.outputTokens).toBe(Math.ceil(text.length / 4));
});

test("a stream that ends without saying so is cut, not complete", async () => {
  const chunks = [{ choices: [{ index: 0, delta: { content: "Half an ans" }, finish_reason: null }] }];
  server.play([{ kind: "stream", chunks, done: false }]);
  expect(await complete()).toMatchObject({ text: "Half an ans", failure: { code: "stream-cut" } });
});

test.each([
  [
    "no first byte",
    { kind: "hang" as const },
    { firstByteMs: 80, idleMs: 5_000, totalMs: 5_000 },
    /No reply came .* within 0\.1 s/,
  ],
  [
    "headers and then nothing",
    { kind: "reply" as const, text: "x", hangAfterEvents: 0 },
    { firstByteMs: 80, idleMs: 5_000, totalMs: 5_000 },
    /No reply came/,
  ],
  [
    "silence in the middle",
    { kind: "reply" as const, text: "Some words first", hangAfterEvents: 3 },
    { firstByteMs: 5_000, idleMs: 80, totalMs: 5_000 },
    /stopped for 0\.1 s/,
  ],
  [
    "a reply that takes too long in all",
    { kind: "reply" as const, text: "word ".repeat(200), msPerToken: 20 },
    { firstByteMs: 5_000, idleMs: 5_000, totalMs: 200 },
    /not complete after 0\.2 s/,
  ],
])("%s is a timeout, and the connection is given up", async (_what, reply, waits, says) => {
  server.play([reply]);
  const { failure, cancelled } = await complete({ waits });
  expect(failure).toMatchObject({ code: "timeout", retryable: true });
  expect(failure?.message).toMatch(says);
  expect(cancelled).toBe(false);
  await expect.poll(() => server.completions()[0]?.left).toBe(true);
});

const largeCall = (bytes: number) => ({
  kind: "stream" as const,
  chunks: [
    {
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [
              { index: 0, id: "a", function: { name: "order", arguments: largeArguments(bytes) } },
            ],
          },
          finish_reason: "tool_calls",
        },
      ],
    },
  ],
});

test("arguments of 5 MB are handed on whole, for the engine to refuse", async () => {
  server.play([largeCall(5_000_000)]);
  const { failure, calls } = await complete();
  expect(failure).toBeNull();
  expect(calls[0]?.arguments.length).toBeGreaterThan(5_000_000);
});

test("a reply without measure ends the reading with a typed failure", async () => {
  server.play([largeCall(MAX_REPLY_CHARACTERS)]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code: "reply-too-large", retryable: false });
  expect(failure?.message).toContain(String(MAX_REPLY_CHARACTERS));
});

test("cancelling in the middle ends the call at once and keeps the text", async () => {
  server.play([{ kind: "reply", text: "Words that came before the end", hangAfterEvents: 4 }]);
  const stop = new AbortController();
  const started = performance.now();
  const onText = (text: string) => {
    if (text.length >= 12) stop.abort();
  };
  const result = await complete({ signal: stop.signal, onText });
  expect(result).toMatchObject({ text: "Words that c", failure: null, cancelled: true });
  expect(performance.now() - started).toBeLessThan(2_000);
  await expect.poll(() => server.completions()[0]?.left).toBe(true);
});

test("a call cancelled before it began asks nothing of the endpoint", async () => {
  const { cancelled, usage } = await complete({ signal: AbortSignal.abort() });
  expect(cancelled).toBe(true);
  expect(usage.inputTokens).toBe(0);
  expect(server.requests).toHaveLength(0);
});
