import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BROKEN_ARGUMENTS } from "../scripted/scripted-reply.ts";
import { type ScriptedServer, startScriptedServer } from "../scripted/scripted-server.ts";
import { askForTest, TEST_BODY, TEST_KEY } from "./ask-for-test.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.close());

const complete = (options: Partial<Parameters<typeof askForTest>[0]> = {}) =>
  askForTest({ baseUrl: server.baseUrl, ...options });

test("a streamed answer comes with its pieces, usage and arrival times", async () => {
  const usage = { prompt_tokens: 21, completion_tokens: 7 };
  server.play([{ kind: "reply", text: "The order is on its way.", usage, firstTokenMs: 30, msPerToken: 5 }]);
  const result = await complete();
  expect(result).toMatchObject({
    text: "The order is on its way.",
    calls: [],
    finishReason: "stop",
    model: "test-model",
    usage: { inputTokens: 21, cachedTokens: 0, outputTokens: 7, estimated: false },
    failure: null,
    cancelled: false,
  });
  expect(result.pieces.length).toBeGreaterThan(1);
  expect(result.firstTokenMs).toBeGreaterThan(25);
  expect(result.chunks.at(-1)?.[1]).toBe(result.text.length);
  for (const [at, [ms]] of result.chunks.entries()) {
    expect(ms - (result.chunks[at - 1]?.[0] ?? -16)).toBeGreaterThanOrEqual(15.9);
  }
  expect(server.completions()[0]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
  expect(server.completions()[0]?.body).toEqual(TEST_BODY);
});

test("several calls of one reply keep their order, ids and arguments", async () => {
  const calls = [
    { id: "a", name: "order", arguments: '{"id":"A-1"}' },
    { id: "b", name: "stock", arguments: '{"sku":"S-1"}' },
  ];
  server.play([{ kind: "reply", calls }]);
  expect(await complete()).toMatchObject({ text: "", calls, finishReason: "tool_calls", failure: null });
});

test("calls with the same id or none get ids of their own", async () => {
  server.play([
    {
      kind: "reply",
      calls: [
        { id: "x", name: "order", arguments: "{}" },
        { id: "x", name: "stock", arguments: "{}" },
        { id: "", name: "shipment", arguments: "{}" },
      ],
    },
  ]);
  const { calls } = await complete();
  expect(calls.map(({ id, name }) => [id, name])).toEqual([
    ["x", "order"],
    ["x_2", "stock"],
    ["call00003", "shipment"],
  ]);
});

test("without reported usage the tokens are estimated and marked", async () => {
  server.play([{ kind: "reply", text: "Twelve bytes", usage: null }]);
  const { usage } = await complete();
  expect(usage).toMatchObject({ outputTokens: 3, estimated: true });
  expect(usage.inputTokens).toBeGreaterThan(0);
});

test("characters cut apart between packets arrive whole", async () => {
  const text = "Grüße aus Zürich 🚚📦 — 東京";
  server.play([{ kind: "reply", text, bytesPerWrite: 1 }]);
  expect((await complete()).text).toBe(text);
});

test("an answer in one piece instead of a stream is understood", async () => {
  const message = { role: "assistant", content: "Whole." };
  const answer = { choices: [{ index: 0, message, finish_reason: "stop" }], usage: null };
  server.play([{ kind: "raw", contentType: "application/json", body: JSON.stringify(answer) }]);
  expect(await complete()).toMatchObject({ text: "Whole.", finishReason: "stop", failure: null });
});

test.each(BROKEN_ARGUMENTS.map((text) => [text]))(
  "broken arguments are handed on as written: %j",
  async (text) => {
    server.play([{ kind: "reply", calls: [{ id: "a", name: "order", arguments: text }] }]);
    expect(await complete()).toMatchObject({ calls: [{ arguments: text }], failure: null });
  },
);

const CALL_WITH_NUMBERS = `{"choices":[{"index":0,"finish_reason":"tool_calls","delta":{"tool_calls":[{"index":0,"id":"a",
"function":{"name":"order","arguments":{"id":9007199254740993,"price":1.5,"note":"12345678901234567890 \\" é"}}}]}}]}`;
const ON_ONE_LINE = CALL_WITH_NUMBERS.replaceAll("\n", "");

test.each([
  ["a stream", "text/event-stream", `data: ${ON_ONE_LINE}\n\ndata: [DONE]\n\n`],
  ["a stream whose last line end lacks", "text/event-stream", `data: ${ON_ONE_LINE}`],
  ["an object where a stream was expected", "text/event-stream", CALL_WITH_NUMBERS],
  ["one piece", "application/json", CALL_WITH_NUMBERS],
])("numbers in arguments that come as an object keep their digits: %s", async (_, contentType, body) => {
  server.play([{ kind: "raw", contentType, body }]);
  const { calls, failure } = await complete();
  expect(failure).toBeNull();
  expect(calls.map((call) => JSON.parse(call.arguments))).toEqual([
    { id: "9007199254740993", price: 1.5, note: '12345678901234567890 " é' },
  ]);
});

describe("what the environment holds", () => {
  const names = ["OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_BASE_URL"];
  beforeAll(() => {
    for (const name of names) process.env[name] = "from-the-environment";
  });
  afterAll(() => {
    for (const name of names) delete process.env[name];
  });

  test("does not travel to an endpoint", async () => {
    server.play([{ kind: "reply", text: "Hello" }]);
    await complete({ secret: null });
    const headers = server.completions()[0]?.headers ?? {};
    expect(headers.authorization).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain("from-the-environment");
  });
});

test("how a reply ended is handed on as it is said; without a word of it, empty", async () => {
  server.play([
    { kind: "reply", text: "So far", finishReason: "content_filter" },
    { kind: "stream", chunks: [{ choices: [{ index: 0, delta: { content: "Whole." } }] }] },
  ]);
  expect(await complete()).toMatchObject({ text: "So far", finishReason: "content_filter", failure: null });
  expect(await complete()).toMatchObject({ text: "Whole.", finishReason: "", failure: null });
});

test("thinking is told apart while it comes, from fields and from tags", async () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  for (const thought of [
    [{ reasoning_content: "Hm" }, { reasoning_content: "m." }],
    [{ content: "<thi" }, { content: "nk>Hmm.</think>" }],
  ]) {
    server.play([
      {
        kind: "stream",
        chunks: [...thought.map((delta) => chunk(delta)), chunk({ content: "Yes." }, "stop")],
      },
    ]);
    const { text, thinking, thoughts, pieces } = await complete();
    expect({ text, thinking, thoughts: thoughts.join(""), pieces }).toEqual({
      text: "Yes.",
      thinking: "Hmm.",
      thoughts: "Hmm.",
      pieces: ["Yes."],
    });
  }
});

const WHOLE = {
  choices: [{ index: 0, message: { role: "assistant", content: "Whole." }, finish_reason: "stop" }],
};

test.each([
  ["the last event lacks its line end", "text/event-stream", `data: ${JSON.stringify(WHOLE)}`],
  [
    "the last line ends without a blank one",
    "text/event-stream",
    `data: ${JSON.stringify(WHOLE)}\n\ndata: [DONE]\n`,
  ],
  ["one JSON object came for a stream", "application/json; charset=utf-8", JSON.stringify(WHOLE)],
  ["one was called a stream", "text/event-stream", JSON.stringify(WHOLE, null, 2)],
  ["one came without a type", null, `\n${JSON.stringify(WHOLE)}\n`],
])("a reply is read where %s", async (_, contentType, body) => {
  server.play([{ kind: "raw", contentType, body }]);
  expect(await complete()).toMatchObject({ text: "Whole.", finishReason: "stop", failure: null });
});

test("a body that ends in the middle of an event is a cut stream", async () => {
  const chunk = { choices: [{ index: 0, delta: { content: "Half" }, finish_reason: null }] };
  server.play([
    { kind: "raw", contentType: "text/event-stream", body: `data: ${JSON.stringify(chunk)}\n\ndata: {"cho` },
  ]);
  expect(await complete()).toMatchObject({ text: "Half", failure: { code: "stream-cut", retryable: true } });
});

test.each([
  [200, "text/event-stream"],
  [200, "application/json"],
  [204, null],
])("an answer of %i with nothing in it (%s) is told as empty", async (status, contentType) => {
  server.play([{ kind: "raw", status, contentType, body: "" }]);
  const { failure } = await complete();
  expect(failure).toMatchObject({ code: "bad-response", retryable: true });
  expect(failure?.message).toContain("an empty one came");
});

test("ids that are made are new to the conversation", async () => {
  const told = [
    { role: "user" as const, content: "Where is it?" },
    {
      role: "assistant" as const,
      content: null,
      tool_calls: [
        { id: "call00001", type: "function" as const, function: { name: "order", arguments: "{}" } },
      ],
    },
    { role: "tool" as const, tool_call_id: "call00001", content: "{}" },
  ];
  server.play([{ kind: "reply", calls: [{ id: "", name: "order", arguments: "{}" }] }]);
  expect((await complete({ messages: told })).calls).toMatchObject([{ id: "call00002" }]);
});

test("a usage of nothing for what was written is not believed", async () => {
  server.play([{ kind: "reply", text: "Twelve bytes", usage: { prompt_tokens: 0, completion_tokens: 0 } }]);
  const { usage } = await complete();
  expect(usage).toMatchObject({ outputTokens: 3, estimated: true });
  expect(usage.inputTokens).toBeGreaterThan(0);
});

test("a compressed reply is unpacked as it comes, though none was asked for", async () => {
  server.play([{ kind: "reply", text: "The order is on its way.", encoding: "gzip", msPerToken: 5 }]);
  const { text, pieces, failure } = await complete();
  expect({ text, failure }).toEqual({ text: "The order is on its way.", failure: null });
  expect(pieces.length).toBeGreaterThan(1);
});
