import { expect, test } from "vitest";
import { chatBody } from "./chat-body.ts";
import type { RequestPart } from "./event.ts";
import { Conversation, messagesOf, type PartSources } from "./messages.ts";
import type { Value } from "./value.ts";

const value = (json: unknown): Value => {
  const inline = JSON.stringify(json);
  return { hash: inline, salt: "", bytes: inline.length, inline };
};

const sources: PartSources = {
  instructions: (step) => `You are ${step}.`,
  received: (span) => (span === 1 ? value({ orderId: "SO-1" }) : null),
  reply: () => ({
    text: value(""),
    thinking: value("First the order."),
    calls: [
      {
        id: "call-1",
        name: "read_order",
        arguments: value({ id: "SO-1" }),
        problem: null,
        references: [],
        note: "",
      },
    ],
  }),
  answer: (span) =>
    span === 3
      ? { outcome: { status: "ok" }, result: value({ rows: 2 }) }
      : { outcome: { status: "cancelled" }, result: null },
  load: async ({ inline }) => inline ?? "",
};

const asked: RequestPart[] = [
  { role: "system", step: "desk" },
  { role: "context", span: 1 },
  { role: "assistant", span: 2 },
];

test("the parts of a request become its messages, in order", async () => {
  const answered: RequestPart = {
    role: "result",
    callId: "call-1",
    span: 3,
    form: "whole",
    reference: "read_order#1",
  };
  expect(await messagesOf([...asked, answered], sources)).toEqual([
    { role: "system", content: "You are desk." },
    { role: "user", content: '{"orderId":"SO-1"}' },
    {
      role: "assistant",
      content: "",
      thinking: "First the order.",
      calls: [{ id: "call-1", name: "read_order", arguments: '{"id":"SO-1"}' }],
    },
    { role: "tool", callId: "call-1", content: '{"rows":2}' },
  ]);
});

test("a call that came back without a result, or was refused, is answered with what went wrong", async () => {
  const cancelled: RequestPart = {
    role: "result",
    callId: "call-1",
    span: 4,
    form: "whole",
    reference: "read_order#1",
  };
  const refused: RequestPart = { role: "refusal", callId: "call-1", text: "There is nothing called x." };
  for (const [part, error] of [
    [cancelled, { code: "cancelled", message: "It was cancelled.", retryable: false }],
    [refused, { code: "refused", message: "There is nothing called x.", retryable: true }],
  ] as const) {
    const last = (await messagesOf([...asked, part], sources)).at(-1);
    expect(last).toMatchObject({ role: "tool", callId: "call-1" });
    expect(JSON.parse(last?.content ?? "")).toEqual({ error });
  }
});

test("a visit that received nothing has received an empty object", async () => {
  expect(await messagesOf([{ role: "context", span: 9 }], sources)).toEqual([
    { role: "user", content: "{}" },
  ]);
});

test("a request's body is that of its messages looked through anew, and what was said before is not built again", async () => {
  const turn: RequestPart[] = [
    { role: "assistant", span: 2 },
    { role: "result", callId: "call-1", span: 3, form: "whole", reference: "read_order#1" },
  ];
  const parts: RequestPart[] = [
    { role: "system", step: "desk" },
    { role: "context", span: 1 },
  ];
  const request = { model: "m", tools: [], output: null, maxOutputTokens: 500 };
  const conversation = new Conversation();
  let before: unknown[] = [];
  for (let turns = 0; turns < 5; turns += 1) {
    const messages = await conversation.of(parts, [], sources);
    const anew = structuredClone(messages);
    for (const quirks of [[], ["thinking-back"], ["single-calls"], ["developer-role"]] as const)
      expect(chatBody({ ...request, messages }, quirks)).toEqual(
        chatBody({ ...request, messages: anew }, quirks),
      );
    const sent = chatBody({ ...request, messages }).messages;
    for (const [index, message] of before.entries()) expect(sent[index]).toBe(message);
    before = sent;
    parts.push(...turn);
  }
});

test("a conversation that grows has the messages of its parts, and loads what a turn adds and no more", async () => {
  const turn: RequestPart[] = [
    { role: "assistant", span: 2 },
    { role: "result", callId: "call-1", span: 3, form: "whole", reference: "read_order#1" },
  ];
  const parts: RequestPart[] = [
    { role: "system", step: "desk" },
    { role: "context", span: 1 },
  ];
  const conversation = new Conversation();
  let loaded = 0;
  const counting = {
    ...sources,
    load: (one: Value) => {
      loaded += 1;
      return sources.load(one);
    },
  };
  for (let turns = 0; turns < 30; turns += 1) {
    const before = loaded;
    // Every call has the same id, so each is sent with one of its own.
    const whole = await messagesOf([...parts, ...turn], sources);
    expect(await conversation.of(parts, turn, counting)).toEqual(whole);
    parts.push(...turn);
    expect(await conversation.of(parts, [], counting)).toEqual(whole);
    expect(loaded - before).toBeLessThanOrEqual(10);
  }
});
