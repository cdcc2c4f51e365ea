import { expect, test } from "vitest";
import { quirksOf } from "./quirks-of.ts";

test.each([
  ["https://api.openai.com/v1", []],
  ["https://r.openai.azure.com/openai/v1", []],
  ["http://127.0.0.1:11434/v1", ["max-tokens"]],
  ["https://openai.com.example/v1", ["max-tokens"]],
])("at %s the limit is tried as %j at first, whatever the model is called", (baseUrl, quirks) => {
  for (const model of ["gpt-5", "mistral-large", "llama3.2:3b"])
    expect(quirksOf(baseUrl, model, [])).toEqual(quirks);
});

test("what is known of a model goes before what is known of all, and of others nothing counts", () => {
  const known = [
    { model: "a", quirk: "max-completion-tokens" as const },
    { model: null, quirk: "max-tokens" as const },
    { model: null, quirk: "no-system-role" as const },
    { model: "b", quirk: "short-ids" as const },
  ];
  expect(quirksOf("https://api.openai.com/v1", "a", known)).toEqual([
    "no-system-role",
    "max-completion-tokens",
  ]);
  expect(quirksOf("https://api.openai.com/v1", "c", known)).toEqual(["max-tokens", "no-system-role"]);
});
