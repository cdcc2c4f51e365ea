import fc from "fast-check";
import { expect, test } from "vitest";
import { type CallPiece, collectCalls } from "./collect-calls.ts";

const OFFERED = ["lookup", "lookup_all", "send"];

/** Each list is what one chunk holds of `tool_calls`. */
function collect(chunks: Partial<CallPiece>[][], ids: string[] = []) {
  const calls = collectCalls({ offered: OFFERED, ids });
  for (const pieces of chunks)
    calls.add(
      0,
      pieces.map((piece) => ({ index: null, id: null, name: null, arguments: "", ...piece })),
    );
  return calls.read();
}

const shortly = (calls: { name: string; arguments: string }[]) =>
  calls.map((call) => `${call.name} ${call.arguments}`);

test.each<[string, Partial<CallPiece>[][], string[]]>([
  [
    "interleaved by index",
    [
      [{ index: 0, id: "a", name: "lookup" }],
      [{ index: 1, id: "b", name: "send", arguments: '{"b' }],
      [{ index: 0, arguments: '{"a":1}' }],
      [{ index: 1, arguments: '":2}' }],
    ],
    ['lookup {"a":1}', 'send {"b":2}'],
  ],
  [
    "all at index 0, told apart by id, and interleaved",
    [
      [{ index: 0, id: "a", name: "lookup" }],
      [{ index: 0, id: "b", name: "send" }],
      [{ index: 0, id: "a", arguments: '{"a":1}' }],
      [{ index: 0, id: "b", arguments: '{"b":2}' }],
    ],
    ['lookup {"a":1}', 'send {"b":2}'],
  ],
  [
    "all at index 0 without id: a name begins a call",
    [
      [{ index: 0, name: "lookup", arguments: '{"a":1}' }],
      [{ index: 0, name: "lookup", arguments: '{"a":' }],
      [{ index: 0, arguments: "2}" }],
    ],
    ['lookup {"a":1}', 'lookup {"a":2}'],
  ],
  [
    "without arguments, a second name is a second call",
    [[{ index: 0, name: "lookup" }], [{ index: 0, name: "send", arguments: "{}" }]],
    ["lookup ", "send {}"],
  ],
  ["two of one name in one chunk", [[{ name: "lookup" }, { name: "lookup" }]], ["lookup ", "lookup "]],
  [
    "one id for two calls of one chunk",
    [
      [
        { id: "x", name: "lookup", arguments: "{}" },
        { id: "x", name: "send", arguments: "{}" },
      ],
    ],
    ["lookup {}", "send {}"],
  ],
  [
    "two whole objects are two calls",
    [[{ name: "lookup", arguments: '{"a":1} {"a":2}' }]],
    ['lookup {"a":1}', 'lookup {"a":2}'],
  ],
  [
    "whole objects one after another, without a name",
    [[{ index: 0, id: "a", name: "lookup", arguments: '{"a":1}' }], [{ index: 0, arguments: '{"a":2}' }]],
    ['lookup {"a":1}', 'lookup {"a":2}'],
  ],
  [
    "empty arguments before the real ones",
    [
      [{ index: 0, id: "a", name: "lookup", arguments: "{}" }],
      [{ index: 0, arguments: '{"a":' }],
      [{ index: 0, arguments: "1}" }],
    ],
    ['lookup {"a":1}'],
  ],
  [
    "a name that is repeated with every piece",
    [
      [{ index: 0, name: "lookup" }],
      [{ index: 0, name: "lookup", arguments: '{"a"' }],
      [{ index: 0, name: "lookup", arguments: ":1}" }],
    ],
    ['lookup {"a":1}'],
  ],
  [
    "a new id with every piece",
    [[{ index: 0, id: "a", name: "lookup", arguments: '{"a"' }], [{ index: 0, id: "b", arguments: ":1}" }]],
    ['lookup {"a":1}'],
  ],
  [
    "a name in pieces",
    [[{ index: 0, id: "a", name: "loo" }], [{ index: 0, name: "kup" }], [{ index: 0, arguments: "{}" }]],
    ["lookup {}"],
  ],
  ["an entry that says nothing", [[{ index: 0 }]], []],
])("%s", (_, chunks, expected) => {
  expect(shortly(collect(chunks))).toEqual(expected);
});

test.each([
  ["functions.lookup", "lookup"],
  ["lookup<|channel|>commentary", "lookup"],
  ["<|channel|>commentary to=functions.lookup <|constrain|>json", "lookup"],
  ["functions.lookup:0", "lookup"],
  ["default_api.send", "send"],
  [" Lookup() ", "lookup"],
  ["find it, please!", "find_it_please_"],
  ["名前", "_"],
  ["<|x|>", "unnamed"],
])("%j is read as %s", (written, name) => {
  expect(collect([[{ name: written, arguments: "{}" }]])[0]?.name).toBe(name);
});

test("ids that are made are new to the conversation, and so is the second use of one", () => {
  const calls = collect(
    [
      [{ name: "lookup" }, { id: "", name: "send" }, { id: "a", name: "send" }].map((one) => ({
        ...one,
        id: one.id || null,
      })),
    ],
    ["call00001", "a"],
  );
  expect(calls.map(({ id }) => id)).toEqual(["call00002", "call00003", "a_2"]);
});

/** What an endpoint leaves out or repeats when it streams a call. */
type Habit = (ordinal: number, part: number) => Partial<CallPiece>;
const HABITS: Record<string, Habit> = {
  "as documented": (index, part) => (part === 0 ? { index, id: `id-${index}` } : { index }),
  "every index 0": (index, part) => ({ index: 0, id: part === 0 ? `id-${index}` : null }),
  "every index 0 and its id with each piece": (index) => ({ index: 0, id: `id-${index}` }),
  "every index 0 and no id": () => ({ index: 0 }),
  "no index": (index) => ({ id: `id-${index}` }),
  "no index, the id at first only": (index, part) => (part === 0 ? { id: `id-${index}` } : {}),
  neither: () => ({}),
};

const json = fc
  .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 3 })
  .map((object) => JSON.stringify(object));
const written = fc.array(fc.record({ name: fc.constantFrom(...OFFERED), arguments: json }), { maxLength: 5 });

test.each(Object.entries(HABITS))("calls are the same however their arguments are cut: %s", (_, habit) => {
  fc.assert(
    fc.property(written, fc.infiniteStream(fc.nat({ max: 9 })), fc.boolean(), (calls, sizes, emptyFirst) => {
      const chunks: Partial<CallPiece>[][] = [];
      for (const [ordinal, call] of calls.entries()) {
        let rest = call.arguments;
        const opening = emptyFirst ? "{}" : "";
        chunks.push([{ ...habit(ordinal, 0), name: call.name, arguments: opening }]);
        for (let part = 1; rest !== ""; part += 1) {
          const size = sizes.next().value ?? 1;
          chunks.push([{ ...habit(ordinal, part), arguments: rest.slice(0, size) }]);
          rest = rest.slice(size);
        }
      }
      const read = collect(chunks);
      expect(read.map(({ name, arguments: text }) => ({ name, arguments: text }))).toEqual(calls);
      expect(new Set(read.map(({ id }) => id)).size).toBe(calls.length);
    }),
  );
});

test("calls that are whole in one chunk, with their indexes or without, are read as they are", () => {
  fc.assert(
    fc.property(written, fc.boolean(), (calls, indexed) => {
      const pieces = calls.map((call, index) => ({ ...call, index: indexed ? index : null }));
      expect(shortly(collect([pieces]))).toEqual(shortly(calls));
    }),
  );
});
