import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeepAliveFetch } from "./keep-alive-fetch.ts";
import { guessProvider } from "./providers.ts";
import { probeOllama, recognise } from "./recognise.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted/scripted-server.ts";

const wire = createKeepAliveFetch();
let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer({ models: ["zeta", "models/alpha"], key: "sk-right-123456" });
});
afterEach(() => server.close());

test.each([
  ["sk-proj-abc", "OpenAI", "https://api.openai.com/v1"],
  ["sk-ant-api03-abc", "Anthropic", "https://api.anthropic.com/v1"],
  ["sk-or-v1-abc", "OpenRouter", "https://openrouter.ai/api/v1"],
  ["gsk_abc", "Groq", "https://api.groq.com/openai/v1"],
  ["AIzaSyabc", "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai"],
])("a key that begins like %s is %s's", (key, name, baseUrl) => {
  expect(guessProvider({ key, baseUrl: null })).toMatchObject({
    kind: "provider",
    provider: { name, baseUrl },
  });
});

test("an Anthropic key says plainly that only the compatibility endpoint can be used", () => {
  const guess = guessProvider({ key: "sk-ant-abc", baseUrl: null });
  expect(guess.kind === "provider" && guess.provider.note).toContain("not OpenAI-compatible");
});

test.each([
  ["https://r.openai.azure.com/", "https://r.openai.azure.com/openai/v1"],
  [
    "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
    "https://r.openai.azure.com/openai/v1",
  ],
  ["http://localhost:8000", "http://localhost:8000/v1"],
  ["http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"],
  ["https://gateway.example/team/v2/chat/completions", "https://gateway.example/team/v2"],
  ["gateway.example", "https://gateway.example/v1"],
])("the address %s becomes the base URL %s", (given, baseUrl) => {
  expect(guessProvider({ key: "k", baseUrl: given })).toMatchObject({
    kind: "provider",
    provider: { baseUrl },
  });
});

test.each([
  ["ftp://host/v1", "Expected an http or https address"],
  ["https://user:pass@host/v1", "Put the key in its own field"],
  ["https://", "Expected an address such as"],
])("the address %s is refused", async (baseUrl, says) => {
  const result = await recognise({ key: null, baseUrl }, { fetch: wire.fetch });
  expect(result).toMatchObject({ ok: false, failure: { code: "bad-address" } });
  expect(!result.ok && result.failure.message).toContain(says);
});

test("an Azure key asks for the resource's address; an unknown key is sent nowhere", async () => {
  const never = () => Promise.reject(new Error("asked"));
  for (const key of ["0123456789abcdef0123456789abcdef", "mystery-key-of-mine"]) {
    const result = await recognise({ key, baseUrl: null }, { fetch: never });
    expect(result).toMatchObject({ ok: false, failure: { code: "needs-address" } });
  }
});

test("a working endpoint gives its models, sorted, by the names it takes", async () => {
  const given = { key: " sk-right-123456 ", baseUrl: server.baseUrl };
  expect(await recognise(given, { fetch: wire.fetch })).toEqual({
    ok: true,
    provider: "127.0.0.1",
    baseUrl: server.baseUrl,
    models: ["alpha", "zeta"],
    note: null,
  });
});

test("a wrong key and a dead endpoint are told apart", async () => {
  const code = async (given: { key: string; baseUrl: string }) => {
    const result = await recognise(given, { fetch: wire.fetch });
    return result.ok ? "ok" : result.failure.code;
  };
  expect(await code({ key: "sk-wrong-123456", baseUrl: server.baseUrl })).toBe("unauthorized");
  expect(await code({ key: "sk-right-123456", baseUrl: "http://127.0.0.1:1/v1" })).toBe("unreachable");
  expect(await code({ key: "sk-right-123456", baseUrl: server.baseUrl.replace("http:", "https:") })).toBe(
    "tls",
  );
});

test.each([
  ["sk-right…123456", "a character that keys don't have (U+2026) at place 9"],
  ["sk-right\n123456", "a blank or line break at place 9"],
])("the key %j is refused before it is sent, in words", async (key, says) => {
  const never = () => Promise.reject(new Error("asked"));
  const result = await recognise({ key, baseUrl: "http://localhost:1" }, { fetch: never });
  expect(result).toMatchObject({ ok: false, failure: { code: "unauthorized" } });
  expect(!result.ok && result.failure.message).toContain(says);
});

const answering = (body: BodyInit | null, status = 200) =>
  recognise(
    { key: null, baseUrl: "http://localhost:1" },
    { fetch: async () => new Response(body, { status }), timeoutMs: 500 },
  );

test.each([
  ["no such route", '{"detail":"Not Found"}', 404],
  ["no such method", '{"detail":"Method Not Allowed"}', 405],
  ["a page", "<h1>Hi</h1>", 200],
  ["an empty answer", "", 200],
  ["another object", '{"object":"list"}', 200],
  ["a missing scope", '{"error":{"message":"Missing scopes: api.model.read"}}', 403],
  ["a failure", "{}", 500],
  ["no more calls", "{}", 429],
])(
  "%s where the list of models would be: connected all the same, and it says what came",
  async (_, body, status) => {
    const result = await answering(body, status);
    expect(result).toMatchObject({
      ok: true,
      models: [],
      note: expect.stringContaining("Models can be typed"),
    });
  },
);

test.each([
  [[{ id: "b" }, { id: "a" }], ["a", "b"], null],
  [{ models: [{ name: "models/a" }, { model: "b" }, "c"] }, ["a", "b", "c"], null],
  [{ data: null }, [], null],
  [{ object: "list", data: [] }, [], null],
  [
    { data: [{ id: "a" }, { object: "model" }, { id: 7 }, null, { id: "a" }] },
    ["a"],
    "3 without a name were left out.",
  ],
  [
    { data: [{ id: "x".repeat(1_000) }, { id: "a" }] },
    ["a"],
    "1 with names longer than 200 characters were left out.",
  ],
])("the list %j", async (list, models, note) => {
  const result = await answering(JSON.stringify(list));
  expect(result).toMatchObject({ ok: true, models });
  if (note === null) expect(result).toMatchObject({ note: null });
  else expect(result).toMatchObject({ note: expect.stringContaining(note) });
});

test.each([3_000, 100_000])("of %i models the first 2,000 are kept, and it says so", async (count) => {
  const data = Array.from({ length: count }, (_, index) => ({ id: `m-${String(index).padStart(6, "0")}` }));
  const result = await answering(JSON.stringify({ data }));
  expect(result.ok && result.models.length).toBe(2_000);
  expect(result).toMatchObject({ note: expect.stringContaining("the first 2,000 by name are kept") });
});

test.each([
  ["that never begins", { kind: "hang" as const }],
  ["that never ends", { kind: "reply" as const, text: "x", hangAfterEvents: 1 }],
])("a list %s is given up, and the endpoint connected", async (_, reply) => {
  server.list(reply);
  const given = { key: "sk-right-123456", baseUrl: server.baseUrl };
  const result = await recognise(given, { fetch: wire.fetch, timeoutMs: 200 });
  expect(result).toMatchObject({
    ok: true,
    models: [],
    note: expect.stringContaining("not there after 0.2 s"),
  });
});

test("an Ollama that answers is offered with its models; none, or a slow one, is not", async () => {
  const ollama = await startScriptedServer({ models: ["llama3.2:3b"] });
  const { baseUrl } = ollama;
  expect(await probeOllama({ fetch: wire.fetch, baseUrl })).toEqual({ baseUrl, models: ["llama3.2:3b"] });
  await ollama.close();
  expect(await probeOllama({ fetch: wire.fetch, baseUrl })).toBeNull();
  const silent = (_input: unknown, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  expect(await probeOllama({ fetch: silent, timeoutMs: 30 })).toBeNull();
});

test("Anthropic's models are asked for with Anthropic's own headers", async () => {
  let asked = new Headers();
  const anthropic = async (_input: unknown, init?: RequestInit) => {
    asked = new Headers(init?.headers);
    return Response.json({ data: [{ type: "model", id: "claude-haiku-4-5" }] });
  };
  const result = await recognise({ key: "sk-ant-secret", baseUrl: null }, { fetch: anthropic });
  expect(result).toMatchObject({ ok: true, provider: "Anthropic", models: ["claude-haiku-4-5"] });
  expect([asked.get("x-api-key"), asked.get("authorization")]).toEqual(["sk-ant-secret", null]);
});

test("recognising that is cancelled ends at once, before an answer or in the middle of one", async () => {
  for (const reply of [
    { kind: "hang" as const },
    { kind: "reply" as const, text: "Words that come", hangAfterEvents: 2 },
  ]) {
    server.list(reply);
    const stop = new AbortController();
    const before = server.requests.length;
    const given = { key: "sk-right-123456", baseUrl: server.baseUrl };
    const recognised = recognise(given, { fetch: wire.fetch, timeoutMs: 60_000, signal: stop.signal });
    await expect.poll(() => server.requests.length).toBe(before + 1);
    stop.abort();
    await recognised;
    await expect.poll(() => server.requests.at(-1)?.left).toBe(true);
  }
});
