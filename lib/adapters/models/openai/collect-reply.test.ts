import fc from "fast-check";
import { expect, test } from "vitest";
import { collectReply } from "./collect-reply.ts";

const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});

function collect(...chunks: unknown[]) {
  const collector = collectReply();
  chunks.forEach((chunk, at) => {
    collector.add(chunk, at * 20);
  });
  return collector.reply();
}

test("arguments that come in parts belong to the call of their index, however they interleave", () => {
  const { calls } = collect(
    delta({ tool_calls: [{ index: 0, id: "a", function: { name: "order", arguments: "" } }] }),
    delta({ tool_calls: [{ index: 1, id: "b", function: { name: "stock", arguments: '{"s' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '{"id":' } }] }),
    delta({ tool_calls: [{ index: 1, function: { arguments: 'ku":1}' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '"A"}' } }] }, "tool_calls"),
  );
  expect(calls).toEqual([
    { id: "a", name: "order", arguments: '{"id":"A"}' },
    { id: "b", name: "stock", arguments: '{"sku":1}' },
  ]);
});

test("calls that all have index 0, or none, are told apart by their ids", () => {
  const call = (id: string, name: string, index?: number) => ({
    index,
    id,
    function: { name, arguments: "{}" },
  });
  for (const index of [0, undefined]) {
    const { calls } = collect(
      delta({ tool_calls: [call("a", "order", index)] }),
      delta({ tool_calls: [call("b", "stock", index)] }),
    );
    expect(calls.map(({ id, name }) => `${id} ${name}`)).toEqual(["a order", "b stock"]);
  }
});

test("arguments given as an object become text", () => {
  const { calls } = collect(delta({ tool_calls: [{ function: { name: "order", arguments: { id: "A" } } }] }));
  expect(calls).toEqual([{ id: "call_1", name: "order", arguments: '{"id":"A"}' }]);
});

test("usage is taken from the last chunk that has it; nonsense is no usage", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } };
  expect(collect(delta({ content: "x" }), { choices: [], usage }).usage).toEqual({
    inputTokens: 10,
    cachedTokens: 8,
    outputTokens: 5,
    estimated: false,
  });
  expect(collect({ usage: { prompt_tokens: -1, completion_tokens: "5" } }).usage).toBeNull();
});

test("a refusal is text with its own finish reason", () => {
  expect(collect(delta({ refusal: "I can't." }), delta({}, "stop"))).toMatchObject({
    text: "I can't.",
    finishReason: "refusal",
  });
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
      const ids = collect(...chunks).calls.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
