import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModelCall } from "../../engine/ports.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import type { ChatTool } from "../../run/chat-body.ts";
import type { ChatMessage } from "../../run/chat-message.ts";
import { createMask, NO_MASK } from "../secrets/mask.ts";
import { createModels } from "./models.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted/scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer({ key: "sk-right-123456" });
});
afterEach(() => server.close());

const models = createModels({
  maskOf: async () => NO_MASK,
  connection: async (workspaceId, connectionId) => {
    if (connectionId === "broken") throw new Error("the secret can't be opened");
    return workspaceId === "w" && connectionId === null
      ? { baseUrl: server.baseUrl, secret: "sk-right-123456" }
      : null;
  },
  now: () => Date.parse("2026-11-20"),
});

const call = (change: Partial<ModelCall> = {}): ModelCall => ({
  workspaceId: "w",
  runId: "r",
  mode: "real",
  choice: { connectionId: null, model: "gpt-4o-mini" },
  messages: [
    { role: "system", content: "Answer." },
    { role: "user", content: '{"orderId":"A-1","status":"late"}' },
  ],
  tools: [],
  output: null,
  maxOutputTokens: 500,
  timeoutMs: 10_000,
  simulation: { reply: null, needs: {}, finish: null },
  instant: true,
  ...change,
});

const never = new AbortController().signal;
const complete = (change: Partial<ModelCall> = {}) => models.complete(call(change), () => {}, never);

test("a real call goes to the workspace's connection and has the model's price", async () => {
  server.play([{ kind: "reply", text: "Hello", usage: { prompt_tokens: 1_000, completion_tokens: 100 } }]);
  expect(await complete()).toMatchObject({
    text: "Hello",
    costNanos: 1_000 * 150 + 100 * 600,
    failure: null,
  });
  const { max_completion_tokens, ...rest } = models.request(call());
  expect(server.completions()[0]?.body).toEqual({ ...rest, max_tokens: max_completion_tokens });
});

test("a call costs what its plan says, cached tokens included, whatever the book says now", async () => {
  const cached = { prompt_tokens_details: { cached_tokens: 400 } };
  const usage = { prompt_tokens: 1_000, completion_tokens: 100, ...cached };
  const price = { input: 7, cachedInput: 9, output: 11 };
  server.play(() => ({ kind: "reply", text: "Hello", usage }));
  expect((await complete({ price })).costNanos).toBe(600 * 7 + 400 * 9 + 100 * 11);
  expect((await complete({ price: { ...price, maxInputTokens: 999 } })).costNanos).toBeNull();
});

test("a model without a price costs an unknown amount", async () => {
  server.play([{ kind: "reply", text: "Hello" }]);
  expect(await complete({ choice: { connectionId: null, model: "our-own" } })).toMatchObject({
    costNanos: null,
  });
});

test("a simulated call asks nobody and says what it would cost", async () => {
  const result = await complete({ mode: "simulated", workspaceId: "elsewhere" });
  expect(result).toMatchObject({
    text: "From what was given: order id A-1, status late. (Simulated answer to “Answer”.)",
    model: "gpt-4o-mini",
    failure: null,
  });
  const { inputTokens, outputTokens } = result.usage;
  expect(result.costNanos).toBe(inputTokens * 150 + outputTokens * 600);
  expect(server.requests).toHaveLength(0);
});

const stock = (sku: object) => {
  const parameters = { type: "object", properties: { sku: { type: "string", ...sku } }, required: ["sku"] };
  return [{ name: "stock", description: "", parameters }];
};

test("what a simulated reply made up comes with it; a real one says nothing of the sort", async () => {
  const made = await complete({ mode: "simulated", tools: stock({}) });
  expect(made.madeUp).toEqual([{ call: 0, field: ["sku"], how: "invented" }]);
  expect((await complete({ mode: "simulated", tools: stock({ examples: ["S-1"] }) })).madeUp).toEqual([]);
  server.play([{ kind: "simulated" }]);
  expect(await complete({ tools: stock({}) })).not.toHaveProperty("madeUp");
});

test("what a simulated call can't fill is a failure that names the field", async () => {
  const { failure } = await complete({ mode: "simulated", tools: stock({ minLength: 3, maxLength: 2 }) });
  expect(failure).toMatchObject({ code: "simulation-cannot-fill", retryable: false });
  expect(failure?.message).toContain('"sku" of the call "stock"');
});

test.each([
  ["missing", "The connection missing"],
  ["broken", "the secret can't be opened"],
])("a %s connection is a failure that says what to do", async (connectionId, says) => {
  const { failure } = await complete({ choice: { connectionId, model: "m" } });
  expect(failure).toMatchObject({ code: "no-connection", retryable: false });
  expect(failure?.message).toContain(says);
  expect(failure?.message).toContain("connections page");
});

describe("the request body", () => {
  test("holds messages, tools and structured output as the API wants them, and no key", () => {
    const parameters = { type: "object", properties: {}, required: [] };
    const body = models.request(
      call({
        messages: [
          { role: "user", content: "{}" },
          { role: "assistant", content: "", calls: [{ id: "a", name: "order", arguments: "{}" }] },
          { role: "tool", callId: "a", content: "1" },
        ],
        tools: [{ name: "order", description: "Reads an order.", parameters }],
        output: { name: "answer", schema: parameters },
      }),
    );
    expect(body).toEqual({
      model: "gpt-4o-mini",
      messages: [
        { role: "user", content: "{}" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "a", type: "function", function: { name: "order", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "a", content: "1" },
      ],
      tools: [{ type: "function", function: { name: "order", description: "Reads an order.", parameters } }],
      response_format: { type: "json_schema", json_schema: { name: "answer", schema: parameters } },
      max_completion_tokens: 500,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test("carries simulation data in simulated runs only, and never the pace", () => {
    expect(models.request(call())).not.toHaveProperty("metadata");
    const simulated = models.request(call({ mode: "simulated" }));
    expect(simulated).toHaveProperty("metadata.simulation");
    expect(models.request(call({ mode: "simulated", instant: false }))).toEqual(simulated);
  });
});

/** Plays one agent's turns as the engine does: ask, perform all calls at once, ask again; returns the last reply. */
async function play(
  change: Partial<ModelCall>,
  perform: (name: string, given: JsonObject, ordinal: number) => Promise<Json>,
) {
  const messages: ChatMessage[] = [...(change.messages ?? call().messages)];
  const used = new Map<string, number>();
  for (let turn = 0; turn < 10; turn += 1) {
    const result = await complete({ ...change, messages });
    expect(result.failure).toBeNull();
    if (result.calls.length === 0 || result.calls[0]?.name === "finish")
      return { ...result, turns: turn + 1 };
    messages.push({ role: "assistant", content: result.text, calls: result.calls });
    const contents = await Promise.all(
      result.calls.map(({ name, arguments: given }) => {
        const ordinal = (used.get(name) ?? 0) + 1;
        used.set(name, ordinal);
        return perform(name, JSON.parse(given), ordinal);
      }),
    );
    for (const [at, content] of contents.entries()) {
      messages.push({ role: "tool", callId: result.calls[at]?.id ?? "", content: JSON.stringify(content) });
    }
  }
  throw new Error("no end after 10 turns");
}

const offer = (name: string, properties: JsonObject, description = ""): ChatTool => ({
  name,
  description,
  parameters: { type: "object", properties, required: Object.keys(properties) },
});

test("over HTTP, an endpoint that answers as the simulated model drives supervisor and workers, overlapping", async () => {
  server.play(() => ({ kind: "simulated", firstTokenMs: 60 }));
  const orderId = { type: "string" };
  const asked: string[] = [];
  const worker = (name: string, ordinal: number) => async () => {
    asked.push(name);
    const reply = await play({}, async () => ({}));
    return { ref: `${name}#${ordinal}`, result: reply.text };
  };
  const results = { type: "array", items: { type: "string" } };
  const end = await play(
    {
      tools: [
        offer("orders", { orderId }),
        offer("stock", { orderId }),
        offer("decision", {}, "Decides. Needs: orders, stock."),
        offer("finish", { results }),
      ],
    },
    (name, _given, ordinal) => worker(name, ordinal)(),
  );
  expect(asked).toEqual(["orders", "stock", "decision"]);
  expect(JSON.parse(end.calls[0]?.arguments ?? "")).toEqual({
    results: ["orders#1", "stock#1", "decision#1"],
  });
  expect(server.maxOpen()).toBe(2);
  expect(server.completions()).toHaveLength(6);
  for (const request of server.completions()) expect(request.body).not.toHaveProperty("metadata");
});

test("the same conversation is simulated alike in the process and over HTTP", async () => {
  server.play(() => ({ kind: "simulated" }));
  const tools = [offer("order", { orderId: { type: "string" } })];
  const perform = async () => ({ rows: [{ status: "late", carrier: "Nord" }] });
  const here = await play({ mode: "simulated", tools }, perform);
  const there = await play({ mode: "real", tools }, perform);
  expect(here.text).toBe("From order: status late, carrier Nord. (Simulated answer to “Answer”.)");
  expect(there.text).toBe(here.text);
  expect(here.turns).toBe(2);
});

test("no secret of the workspace leaves in what a model says, neither as it comes nor in the end", async () => {
  const other = "s3cret-of-a-database";
  const secret = "sk-right-123456";
  const masked = createModels({
    connection: async () => ({ baseUrl: server.baseUrl, secret }),
    maskOf: async () => createMask([secret, other]),
  });
  const text = `It is ${other}, in base64 ${Buffer.from(`a:${secret}`).toString("base64")}, and the order ships.`;
  server.play([
    {
      kind: "reply",
      text,
      calls: [{ name: "look", arguments: JSON.stringify({ key: secret }) }],
      bytesPerWrite: 3,
    },
    { kind: "status", status: 400, body: { error: { message: `${"x".repeat(280)} ${secret} is bad` } } },
  ]);
  let live = "";
  const result = await masked.complete(call(), (piece) => (live += piece), never);
  expect(result.text).toBe(
    "It is [secret], in base64 YTp[secret], and the order ships.".replace(
      "YTp",
      result.text.match(/base64 (.*?)\[/)?.[1] ?? "",
    ),
  );
  expect(live).toBe(result.text);
  expect(result.calls[0]?.arguments).toBe('{"key":"[secret]"}');
  expect(result.chunks.at(-1)?.[1]).toBe(result.text.length);
  const { failure } = await masked.complete(call(), () => {}, never);
  expect(failure?.message).toContain("[secret]".slice(0, 3));
  for (const said of [JSON.stringify(result), live, JSON.stringify(failure)]) {
    expect(said).not.toContain(other.slice(0, 10));
    expect(said).not.toContain("sk-right");
  }
});

test("a dummy key is no secret: names that hold it stay as they are", async () => {
  const local = await startScriptedServer();
  const dummy = createModels({
    connection: async () => ({ baseUrl: local.baseUrl, secret: "ollama" }),
    maskOf: async () => createMask(["ollama"]),
  });
  local.play([
    { kind: "status", status: 400, body: { error: { message: "pull it from registry.ollama.ai" } } },
  ]);
  const { failure } = await dummy.complete(call(), () => {}, never);
  expect(failure?.message).toContain("registry.ollama.ai");
  await local.close();
});
