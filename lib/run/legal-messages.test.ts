import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { LEGAL_ID, LEGAL_NAME, legalMessages, legalName, NO_WORDS } from "./legal-messages.ts";

const called = (id: string, name = "order", given = "{}"): ChatMessage[] => [
  { role: "assistant", content: "", calls: [{ id, name, arguments: given }] },
  { role: "tool", callId: id, content: "1" },
];
const argumentsOf = (text: string) => {
  const [message] = legalMessages(called("a", "order", text));
  return message?.role === "assistant" ? JSON.parse(message.calls[0]?.arguments ?? "") : null;
};

test("calls of two turns with the same id get ids of their own, and so do their results", () => {
  const legal = legalMessages([...called("call_1"), ...called("call_1"), ...called("")]);
  const ids = legal.flatMap((message) =>
    message.role === "assistant" ? message.calls.map(({ id }) => id) : [],
  );
  expect(new Set(ids).size).toBe(3);
  expect(legal.flatMap((message) => (message.role === "tool" ? [message.callId] : []))).toEqual(ids);
});

test.each([
  ['{"id":"A-1"}', { id: "A-1" }],
  // An unknown tool's arguments stand in the log as a JSON text of a JSON text.
  [JSON.stringify('{"id":"A-1"}'), { id: "A-1" }],
  [JSON.stringify('{"id":"A-'), { malformed: '{"id":"A-' }],
  [JSON.stringify(""), {}],
  ["", {}],
  ["null", { value: null }],
  ['["A-1"]', { value: ["A-1"] }],
  ['{"id":', { malformed: '{"id":' }],
])("arguments %j are sent back as an object", (text, object) => {
  expect(argumentsOf(text)).toEqual(object);
});

test("legal arguments are sent back to the letter, whatever digits they hold", () => {
  const text = '{"id": 9007199254740993, "n": 1.0}';
  expect(legalMessages(called("a", "order", text))[0]).toMatchObject({ calls: [{ arguments: text }] });
});

test.each([
  ["functions.lookup", "functions_lookup"],
  ["lookup<|channel|>commentary", "lookup__channel__commentary"],
  ["größe", "gr__e"],
  ["", "unnamed"],
  ["x".repeat(80), "x".repeat(64)],
])("the name %j is sent back as %j", (name, legal) => {
  expect(legalName(name)).toBe(legal);
});

test("empty instructions are left out, an empty reply says that it was empty", () => {
  expect(
    legalMessages([
      { role: "system", content: " \n" },
      { role: "user", content: "{}" },
      { role: "assistant", content: "", calls: [] },
      { role: "user", content: "Answer again." },
    ]),
  ).toEqual([
    { role: "user", content: "{}" },
    { role: "assistant", content: NO_WORDS, calls: [] },
    { role: "user", content: "Answer again." },
  ]);
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "\ud83d", "{}", '"{}"', "call_1", "call_2"),
);
const turn = fc
  .record({
    content: text,
    calls: fc.array(fc.record({ id: text, name: text, arguments: text }), { maxLength: 4 }),
  })
  .map(({ content, calls }): ChatMessage[] => [
    { role: "assistant", content, calls },
    ...calls.map(({ id }): ChatMessage => ({ role: "tool", callId: id, content })),
  ]);
const conversation = fc
  .tuple(text, text, fc.array(turn, { maxLength: 5 }))
  .map(([system, user, turns]): ChatMessage[] => [
    { role: "system", content: system },
    { role: "user", content: user },
    ...turns.flat(),
  ]);

test("whatever a model wrote, what is sent back keeps the rules, and keeping them twice changes nothing", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const legal = legalMessages(messages);
      const ids: string[] = [];
      let open: string[] = [];
      for (const message of legal) {
        expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/i);
        if (message.role === "tool") {
          expect(message.callId).toBe(open.shift());
          expect(message.content.trim()).not.toBe("");
          continue;
        }
        expect(open).toEqual([]);
        if (message.role !== "assistant" || message.calls.length === 0) {
          expect(message.content.trim()).not.toBe("");
          continue;
        }
        for (const call of message.calls) {
          expect(call.id).toMatch(LEGAL_ID);
          expect(call.name).toMatch(LEGAL_NAME);
          expect(Object.prototype.toString.call(JSON.parse(call.arguments))).toBe("[object Object]");
        }
        open = message.calls.map(({ id }) => id);
        ids.push(...open);
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(legalMessages(legal)).toEqual(legal);
    }),
  );
});
