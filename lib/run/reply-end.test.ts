import fc from "fast-check";
import { expect, test } from "vitest";
import { endOf, gravest, ReplyEnd } from "./reply-end.ts";

const said = { text: "It is on its way.", calls: 0, thought: false };
const asked = { text: "", calls: 1, thought: false };
const thought = { text: " \n", calls: 0, thought: true };
const nothing = { text: "", calls: 0, thought: false };

test.each([
  ["stop", said, "done"],
  ["end_turn", said, "done"],
  ["STOP", said, "done"],
  ["stop", asked, "calls"],
  ["tool_calls", asked, "calls"],
  ["function_call", asked, "calls"],
  ["tool_calls", nothing, "malformed-call"],
  ["stop", nothing, "empty"],
  ["stop", thought, "only-thinking"],
  ["function_call_filter: MALFORMED_FUNCTION_CALL", nothing, "malformed-call"],
  ["length", said, "cut"],
  ["length", asked, "cut"],
  ["MAX_TOKENS", said, "cut"],
  ["length", thought, "used-up"],
  ["length", nothing, "used-up"],
  ["content_filter", said, "filtered"],
  ["SAFETY", nothing, "filtered"],
  ["refusal", said, "refused"],
  ["error", said, "broken"],
  ["insufficient_system_resource", said, "broken"],
  ["", said, "unstated"],
  ["", asked, "unstated"],
  ["", nothing, "empty"],
  ["weather", said, "unknown"],
  ["weather", asked, "unknown"],
  ["weather", nothing, "empty"],
] as const)("%s with %o is read as %s", (finishReason, holds, end) => {
  expect(endOf({ finishReason, ...holds })).toBe(end);
});

test("whatever an endpoint says, a reply that says nothing is neither done nor calls", () => {
  const reasons = fc.oneof(fc.string(), fc.constantFrom("stop", "tool_calls", "length", "eos", "error"));
  fc.assert(
    fc.property(reasons, fc.boolean(), fc.constantFrom("", " ", "\n\n"), (finishReason, thought, text) => {
      const end = endOf({ finishReason, text, calls: 0, thought });
      expect(ReplyEnd.options).toContain(end);
      expect(["done", "calls", "cut", "unstated", "unknown"]).not.toContain(end);
    }),
  );
});

test("of several finish reasons what is wrong counts most, and calls count more than a stop", () => {
  expect(gravest(["stop", "tool_calls"])).toBe("tool_calls");
  expect(gravest(["tool_calls", "length"])).toBe("length");
  expect(gravest(["stop", "content_filter"])).toBe("content_filter");
  expect(gravest(["", "stop"])).toBe("stop");
  expect(gravest([])).toBe("");
});
