import fc from "fast-check";
import { expect, test } from "vitest";
import { collectReply } from "./collect-reply.ts";

const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});

function collect(...chunks: unknown[]) {
  const collector = collectReply({ offered: ["order", "stock"], ids: [] });
  chunks.forEach((chunk, at) => {
    collector.add(chunk, at * 20);
  });
  collector.end(chunks.length * 20);
  return collector.reply();
}

test("arguments given as an object become text", () => {
  const { calls } = collect(delta({ tool_calls: [{ function: { name: "order", arguments: { id: "A" } } }] }));
  expect(calls).toEqual([{ id: "call00001", name: "order", arguments: '{"id":"A"}' }]);
});

const counted = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens });

test("usage is read wherever it stands: beside choices, without any, in a choice, in a field of its own", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  const end = { index: 0, delta: {}, finish_reason: "stop" };
  for (const chunk of [
    { choices: [end], usage },
    { choices: [], usage },
    { choices: [{ ...end, usage }] },
    { choices: [end], x_groq: { id: "req", usage } },
  ])
    expect(collect(delta({ content: "x" }), chunk).usage).toMatchObject(counted(10, 5));
});

test("usage that comes in parts or grows is that of the last word on each; a zero takes nothing back", () => {
  expect(
    collect(
      { choices: [], usage: { prompt_tokens: 10, completion_tokens: 0 } },
      { choices: [], usage: { completion_tokens: 3 } },
      { choices: [], usage: { prompt_tokens: 0, completion_tokens: 7 } },
    ).usage,
  ).toMatchObject(counted(10, 7));
  expect(collect({ usage: { prompt_tokens: -1, completion_tokens: "5" } }).usage).toBeNull();
});

test("a refusal is text with its own finish reason", () => {
  expect(collect(delta({ refusal: "I can't." }), delta({}, "stop"))).toMatchObject({
    text: "I can't.",
    finishReason: "refusal",
  });
});

test("text in one choice and calls in another are one reply, and its end is the graver one", () => {
  const call = { id: "a", function: { name: "order", arguments: "{}" } };
  const first = { index: 0, delta: { content: "Let me see." }, finish_reason: "stop" };
  const second = { index: 1, delta: { tool_calls: [call] }, finish_reason: "tool_calls" };
  for (const choices of [
    [first, second],
    [second, first],
  ])
    expect(collect({ choices })).toMatchObject({
      text: "Let me see.",
      calls: [{ id: "a", name: "order", arguments: "{}" }],
      finishReason: "tool_calls",
    });
});

test("text in a second choice is not lost", () => {
  const choice = (index: number, content: string) => ({ choices: [{ index, delta: { content } }] });
  expect(collect(choice(0, "One "), choice(1, "Other "), choice(0, "text."), choice(1, "words.")).text).toBe(
    "One text.\n\nOther words.",
  );
});

test("a call in the older form is a call, streamed or whole, and one that repeats another is none", () => {
  const streamed = collect(
    delta({ function_call: { name: "order", arguments: "" } }),
    delta({ function_call: { arguments: '{"id":' } }),
    delta({ function_call: { arguments: '"A"}' } }, "function_call"),
  );
  const older = { name: "order", arguments: '{"id":"A"}' };
  const whole = collect({
    choices: [{ message: { content: null, function_call: older }, finish_reason: "stop" }],
  });
  const both = collect(delta({ function_call: older, tool_calls: [{ function: older }] }));
  for (const { calls } of [streamed, whole, both]) expect(calls).toEqual([{ id: "call00001", ...older }]);
});

test.each([
  ["reasoning_content", { reasoning_content: "Hm." }],
  ["reasoning", { reasoning: "Hm." }],
  ["both of them", { reasoning_content: "Hm.", reasoning: "Hm." }],
  ["reasoning_details", { reasoning_details: [{ type: "reasoning.text", text: "Hm." }] }],
  [
    "reasoning beside its details",
    { reasoning: "Hm.", reasoning_details: [{ type: "reasoning.summary", summary: "Hm." }] },
  ],
  ["a part of the content", { content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }] }],
  ["tags", { content: "<think>Hm.</think>" }],
  ["tags of which the prompt has the first", { content: "Hm.\n</think>\n" }],
])("thinking in %s is kept apart from the answer", (_, thought) => {
  expect(collect(delta(thought), delta({ content: "Yes." }, "stop"))).toMatchObject({
    thinking: "Hm.",
    text: "Yes.",
  });
});

test("content as a list of parts is read part by part", () => {
  const content = [
    { type: "text", text: "Yes" },
    { type: "output_text", text: ", it is." },
    { type: "tool_use", id: "a", name: "order", input: { id: "A" } },
  ];
  expect(collect({ choices: [{ message: { content } }] })).toMatchObject({
    text: "Yes, it is.",
    calls: [{ id: "a", name: "order", arguments: '{"id":"A"}' }],
  });
  const refusal = [{ type: "refusal", refusal: "I can't." }];
  expect(collect(delta({ content: refusal }, "stop"))).toMatchObject({
    text: "I can't.",
    finishReason: "refusal",
  });
});

test("a whole message after its pieces adds nothing", () => {
  const message = { role: "assistant", content: "Yes.", tool_calls: [] };
  const last = { choices: [{ index: 0, message, finish_reason: "stop" }] };
  expect(collect(delta({ content: "Yes." }), last)).toMatchObject({ text: "Yes.", finishReason: "stop" });
});

test("what no page and no store can hold is replaced, and a character cut in two comes together", () => {
  expect(
    collect(
      delta({ content: "a\0b\ud83d" }),
      delta({ content: "\ude00 \ude00" }),
      delta({ content: "\ud83d" }),
    ).text,
  ).toBe("a\ufffdb😀 \ufffd\ufffd");
});

test("text and thinking are the same however the reply is cut into chunks", () => {
  const words = fc.constantFrom("<think>", "</think>", "Hm. ", "Yes. ", "😀", "\n", "<", '{"a":1}');
  fc.assert(
    fc.property(fc.array(words), fc.array(fc.integer({ min: 1, max: 5 })), (parts, sizes) => {
      const content = parts.join("");
      const chunks: unknown[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(delta({ content: content.slice(at, at + size) }));
        at += size;
      }
      chunks.push(delta({ content: content.slice(at) }, "stop"));
      const { text, thinking, finishReason } = collect(...chunks);
      expect({ text, thinking, finishReason }).toEqual(
        (({ text, thinking, finishReason }) => ({ text, thinking, finishReason }))(
          collect(delta({ content }, "stop")),
        ),
      );
    }),
  );
});

test("whatever comes, collecting does not fail and no two calls share an id", () => {
  const junk = fc.anything({ maxDepth: 5 });
  const call = fc.record(
    {
      index: fc.constantFrom(0, 1, null, undefined),
      id: fc.constantFrom("a", "a_2", "call_1", "", undefined),
      function: fc.record(
        { name: fc.constantFrom("f", "", undefined), arguments: fc.option(fc.string()) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  const chunk = fc.oneof(
    junk,
    fc.array(call).map((tool_calls) => delta({ tool_calls })),
  );
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const { calls } = collect(...chunks);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
      for (const { name } of calls) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    }),
  );
});
