import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChatRequest, chatBody } from "./chat-body.ts";
import { Quirk } from "./quirk.ts";

const schema = {
  type: "object",
  properties: {
    words: { type: "string", format: "reference", maxLength: 300 },
    list: { type: "array" },
    rows: { type: "array", items: { type: "object", properties: { parts: { type: "array" } } } },
  },
  required: ["words"],
};
const request: ChatRequest = {
  model: "m",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "{}" },
    {
      role: "assistant",
      content: "Let me see.",
      thinking: "Two things to read.",
      calls: [
        { id: "a", name: "order", arguments: "{}" },
        { id: "b", name: "stock", arguments: "{}" },
      ],
    },
    { role: "tool", callId: "a", content: "1" },
    { role: "tool", callId: "b", content: "2" },
  ],
  tools: [{ name: "order", description: `${"x".repeat(1_023)}🚚`, parameters: schema }],
  output: { name: "answer", schema },
  maxOutputTokens: 500,
};
const withQuirk = (...quirks: Quirk[]) => chatBody(request, quirks);

test("every array in a schema says what it holds", () => {
  expect(chatBody(request).tools?.[0]?.function.parameters).toMatchObject({
    properties: { list: { items: {} }, rows: { items: { properties: { parts: { items: {} } } } } },
  });
});

describe("the other form of", () => {
  test("the output limit", () => {
    expect(chatBody(request)).toMatchObject({ max_completion_tokens: 500 });
    const older = withQuirk("max-tokens");
    expect(older).toMatchObject({ max_tokens: 500 });
    expect(older).not.toHaveProperty("max_completion_tokens");
  });

  test("the system role", () => {
    expect(withQuirk("no-system-role").messages[0]).toEqual({ role: "user", content: "Be brief.\n\n{}" });
    expect(withQuirk("no-system-role").messages).toHaveLength(4);
    expect(withQuirk("developer-role").messages[0]).toEqual({ role: "developer", content: "Be brief." });
  });

  test.each([
    ["json-object", { type: "json_object" }],
    ["plain-output", undefined],
    ["no-output-with-tools", undefined],
  ] as const)("structured output: %s tells the schema in words", (quirk, format) => {
    const body = withQuirk(quirk);
    expect(body.response_format).toEqual(format);
    expect(body.messages[0]?.content).toMatch(/^Be brief\.[\s\S]+JSON Schema[\s\S]+"words"/);
  });

  test("structured output beside tools stays where no tools are offered", () => {
    const body = chatBody({ ...request, tools: [] }, ["no-output-with-tools"]);
    expect(body.response_format).toMatchObject({ type: "json_schema" });
  });

  test("instructions that move to the user take the schema with them", () => {
    const [first] = withQuirk("no-system-role", "plain-output").messages;
    expect(first).toMatchObject({
      role: "user",
      content: expect.stringMatching(/Be brief[\s\S]+"words"[\s\S]+\{\}$/),
    });
  });

  test("schemas", () => {
    expect(withQuirk("strict-schemas").response_format).toMatchObject({
      json_schema: {
        strict: true,
        schema: {
          additionalProperties: false,
          required: ["words", "list", "rows"],
          properties: { words: { type: "string" }, list: { type: ["array", "null"] } },
        },
      },
    });
    expect(JSON.stringify(withQuirk("plain-schemas"))).not.toMatch(/format":"reference|maxLength/);
  });

  test("calls", () => {
    const beside = { role: "assistant", content: null };
    expect(withQuirk("no-text-beside-calls").messages[2]).toMatchObject(beside);
    expect(withQuirk("no-text-beside-calls", "text-beside-calls").messages[2]).toMatchObject({ content: "" });
    expect(
      withQuirk("single-calls")
        .messages.slice(2)
        .map(({ role }) => role),
    ).toEqual(["assistant", "tool", "assistant", "tool"]);
    const short = withQuirk("short-ids").messages.flatMap((message) =>
      message.role === "tool" ? [message.tool_call_id] : [],
    );
    expect(short).toEqual(["c00000001", "c00000002"]);
    expect(withQuirk("thinking-back").messages[2]).toMatchObject({
      reasoning_content: "Two things to read.",
    });
    expect(chatBody(request).messages[2]).not.toHaveProperty("reasoning_content");
  });

  test("long descriptions, never within a character", () => {
    const description = withQuirk("short-descriptions").tools?.[0]?.function.description ?? "";
    expect(description.length).toBeLessThanOrEqual(1_024);
    expect(description.isWellFormed()).toBe(true);
  });
});

test("quirks give the same body in whatever order they were learnt, and every one of them alone is a body", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Quirk.options]), (quirks) => {
      expect(chatBody(request, quirks)).toEqual(chatBody(request, quirks.toSorted()));
      const results = chatBody(request, quirks).messages.filter(({ role }) => role === "tool");
      expect(results).toHaveLength(2);
    }),
  );
});
