import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import { NO_MASK } from "../secrets/mask.ts";
import { createModels } from "./models.ts";
import type { KnownQuirk } from "./quirks-of.ts";
import { errorBody } from "./scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted/scripted-server.ts";
import { STRICTNESSES, type Strictness } from "./scripted/strictness.ts";

let server: ScriptedServer;
let known: KnownQuirk[];
beforeEach(async () => {
  server = await startScriptedServer();
  known = [];
});
afterEach(() => server.close());

const models = createModels({
  maskOf: async () => NO_MASK,
  connection: async () => ({ id: "c", baseUrl: server.baseUrl, secret: null, quirks: known }),
  remember: async ({ model, quirk }) => {
    known.push({ model, quirk });
  },
});

const schema = {
  type: "object",
  properties: { words: { type: "string", format: "reference" }, list: { type: "array" } },
  required: ["words"],
};
/** A conversation with everything that some endpoint refuses. */
const call: ModelCall = {
  workspaceId: "w",
  runId: "r",
  mode: "real",
  choice: { connectionId: "c", model: "m" },
  messages: [
    { role: "system", content: "Answer." },
    { role: "user", content: "{}" },
    { role: "assistant", content: "", calls: [{ id: "call_1", name: "order", arguments: '"{\\"id\\":1}"' }] },
    { role: "tool", callId: "call_1", content: "1" },
    {
      role: "assistant",
      content: "Two more.",
      calls: [
        { id: "call_1", name: "functions.order", arguments: "{}" },
        { id: "", name: "", arguments: "null" },
      ],
    },
    { role: "tool", callId: "call_1", content: "" },
    { role: "tool", callId: "", content: "3" },
    { role: "assistant", content: "", calls: [] },
    { role: "user", content: "Answer again." },
  ],
  tools: [{ name: "order", description: "x".repeat(2_000), parameters: schema }],
  output: { name: "answer", schema },
  maxOutputTokens: 100,
  timeoutMs: 20_000,
  simulation: { reply: null, needs: {}, finish: null },
  instant: true,
};
const complete = () => models.complete(call, () => {}, new AbortController().signal);

/** Rules that contradict each other, and those that are kept without learning. */
const ALWAYS_KEPT: readonly Strictness[] = [
  "unique-ids",
  "answered-calls",
  "object-arguments",
  "name-pattern",
  "no-empty-messages",
  "array-items",
  "no-parallel-tool-calls",
];

test.each(STRICTNESSES.map((rule) => [rule]))(
  "an endpoint that insists on %s is called in its form, and the second time at once",
  async (rule) => {
    server.insist([rule]);
    server.play(() => ({ kind: "reply", text: '{"words":"Done."}' }));
    const first = await complete();
    expect(first).toMatchObject({ text: '{"words":"Done."}', failure: null });
    const refused = server.completions().filter((request) => request.refused).length;
    // An endpoint is asked for max_tokens at first, unless it is OpenAI's.
    const keeps = ALWAYS_KEPT.includes(rule) || rule === "only-max-tokens" || rule === "no-json-object";
    expect(refused).toBe(keeps ? 0 : 1);
    expect(first.notes?.length ?? 0).toBe(refused);
    if (!keeps)
      expect(first.notes?.[0]).toMatch(/refused the request: “.+”.+The connection remembers this\./);

    server.requests.length = 0;
    const second = await complete();
    expect(second.failure).toBeNull();
    expect(second.notes).toBeUndefined();
    expect(server.completions()).toHaveLength(1);
    expect(second.quirks).toEqual(first.quirks);
  },
);

test("an endpoint that insists on everything at once is called in its form after one refusal for each", async () => {
  const rules = STRICTNESSES.filter((rule) => rule !== "only-max-tokens");
  server.insist(rules);
  server.play(() => ({ kind: "reply", text: '{"words":"Done."}' }));
  const { failure, notes = [] } = await complete();
  expect(failure).toBeNull();
  expect(server.completions()).toHaveLength(notes.length + 1);
  expect(new Set(known.map(({ quirk }) => quirk)).size).toBe(known.length);
  server.requests.length = 0;
  await complete();
  expect(server.completions()).toHaveLength(1);
});

describe("what is not learnt", () => {
  test("a form that is refused as well: the failure is told, nothing is remembered, each was tried once", async () => {
    const no = errorBody("Unsupported parameter: 'max_tokens' and 'max_completion_tokens' are not supported");
    server.play(() => ({ kind: "status", status: 400, body: no }));
    const { failure, notes } = await complete();
    expect(failure).toMatchObject({ retryable: false });
    expect(notes).toHaveLength(1);
    expect(server.completions()).toHaveLength(2);
    expect(known).toEqual([]);
  });

  test.each([
    [
      400,
      "max_tokens is too large: 16384. This model supports at most 4096 completion tokens",
      "output-limit",
    ],
    [401, "Unsupported parameter: 'max_tokens'", "unauthorized"],
    [402, "This request requires more credits, or fewer max_tokens", "no-credit"],
    [429, "Rate limit reached; stream_options", "rate-limited"],
    [400, "This model's maximum context length is 8192 tokens", "context-length"],
    [400, "registry.ollama.ai/library/gemma:2b does not support tools", "not-supported"],
  ])("%i %s", async (status, message, code) => {
    server.play(() => ({ kind: "status", status, body: errorBody(message) }));
    expect(await complete()).toMatchObject({ failure: { code } });
    expect(server.completions()).toHaveLength(1);
  });

  test("a refusal after words have come", async () => {
    const chunk = { choices: [{ index: 0, delta: { content: "So far" }, finish_reason: null }] };
    server.play(() => ({
      kind: "stream",
      chunks: [chunk, errorBody("Unsupported parameter: 'max_tokens'")],
    }));
    expect((await complete()).text).toBe("So far");
    expect(server.completions()).toHaveLength(1);
  });
});

test("what can't be remembered still helps the call", async () => {
  server.insist(["no-stream-options"]);
  server.play(() => ({ kind: "reply", text: "Done." }));
  const forgetful = createModels({
    maskOf: async () => NO_MASK,
    connection: async () => ({ id: "c", baseUrl: server.baseUrl, secret: null }),
    remember: () => Promise.reject(new Error("the database is away")),
  });
  const { failure, notes } = await forgetful.complete(call, () => {}, new AbortController().signal);
  expect(failure).toBeNull();
  expect(notes?.[0]).not.toContain("remembers");
});
