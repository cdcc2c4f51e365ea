import { expect, test } from "vitest";
import { modelSuggestions } from "./model-suggestions.ts";

const sources = {
  connections: [
    { id: "a", name: "Gateway", models: ["big", "gpt-5-mini"], isDefault: true },
    { id: "b", name: "Ollama", models: ["llama3.2"], isDefault: false },
  ],
  prices: [
    { pattern: "gpt-5-mini", input: 250, output: 2_000 },
    { pattern: "claude-*", input: 1, output: 1 },
    { pattern: "o3", input: 2_000, output: 8_000 },
  ],
  used: ["our-own", "big"],
};

test("models come from the connection, the workflow and the price list, and each says which and what it costs", () => {
  expect(modelSuggestions(null, sources)).toEqual([
    { model: "big", detail: "listed by Gateway · no price" },
    { model: "gpt-5-mini", detail: "listed by Gateway · $0.25 in, $2 out per million" },
    { model: "our-own", detail: "used here · no price" },
    { model: "llama3.2", detail: "listed by Ollama · no price" },
    { model: "o3", detail: "in the price list · $2 in, $8 out per million" },
  ]);
});

test("a chosen connection puts its own models first", () => {
  expect(modelSuggestions("b", sources)[0]).toEqual({
    model: "llama3.2",
    detail: "listed by Ollama · no price",
  });
});

test("without any connection there is the price list", () => {
  const [first] = modelSuggestions(null, { ...sources, connections: [], used: [] });
  expect(first?.model).toBe("gpt-5-mini");
});
