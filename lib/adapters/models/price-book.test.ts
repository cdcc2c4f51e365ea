import { expect, test } from "vitest";
import { createPriceBook, type Price } from "./price-book.ts";
import { LIST_PRICES } from "./price-list.ts";

const day = (text: string) => Date.parse(text);
const row = (pattern: string, from: string, input: number): Price => ({
  pattern,
  from,
  input,
  cachedInput: input / 2,
  output: input * 4,
  source: "test",
});

test("a model's price is the latest one that holds on the day", () => {
  const book = createPriceBook([row("m", "2025-01-01", 10), row("m", "2026-01-01", 5)]);
  expect(book.lookup("m", day("2024-12-31"))).toBeNull();
  expect(book.lookup("m", day("2025-06-01"))?.input).toBe(10);
  expect(book.lookup("m", day("2026-01-01"))?.input).toBe(5);
});

test("the longest pattern wins, and only * stands for something", () => {
  const book = createPriceBook([row("acme-*", "2025-01-01", 10), row("acme-large", "2025-01-01", 20)]);
  expect(book.lookup("acme-large", day("2025-06-01"))?.input).toBe(20);
  expect(book.lookup("acme-small", day("2025-06-01"))?.input).toBe(10);
  expect(createPriceBook([row("gpt-4.1", "2025-01-01", 1)]).lookup("gpt-4x1", day("2025-06-01"))).toBeNull();
});

test("a release day and a provider's prefix don't hide a model; another model's name does", () => {
  const book = createPriceBook(LIST_PRICES);
  const at = day("2026-11-20");
  expect(book.lookup("gpt-4o-mini-2024-07-18", at)?.pattern).toBe("gpt-4o-mini");
  expect(book.lookup("models/gemini-2.5-flash", at)?.pattern).toBe("gemini-2.5-flash");
  expect(book.lookup("openai/gpt-5-mini", at)?.pattern).toBe("gpt-5-mini");
  expect(book.lookup("gpt-4o-audio-preview", at)).toBeNull();
});

test("cost counts cached tokens at their own price, in whole nano-dollars", () => {
  const book = createPriceBook(LIST_PRICES);
  const usage = { inputTokens: 1_000, cachedTokens: 400, outputTokens: 100 };
  // gpt-4o-mini: 0.15, 0.075 and 0.60 dollars per million are 150, 75 and 600 nano-dollars per token.
  expect(book.cost("gpt-4o-mini", usage, day("2026-11-20"))).toBe(600 * 150 + 400 * 75 + 100 * 600);
});

test("a fraction of a nano-dollar is rounded up, not lost", () => {
  const book = createPriceBook([{ ...row("m", "2025-01-01", 0.1), cachedInput: 0, output: 0 }]);
  const cost = (inputTokens: number) =>
    book.cost("m", { inputTokens, cachedTokens: 0, outputTokens: 0 }, day("2025-06-01"));
  expect([cost(1), cost(10), cost(30), cost(31)]).toEqual([1, 1, 3, 4]);
});

test("an unknown price is null, and so is a request beyond the listed length; nothing used costs nothing", () => {
  const book = createPriceBook(LIST_PRICES);
  const at = day("2026-11-20");
  expect(book.cost("llama3.2:3b", { inputTokens: 1, cachedTokens: 0, outputTokens: 1 }, at)).toBeNull();
  expect(
    book.cost("gemini-2.5-pro", { inputTokens: 200_001, cachedTokens: 0, outputTokens: 1 }, at),
  ).toBeNull();
  expect(book.cost("llama3.2:3b", { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }, at)).toBe(0);
});

test("every shipped row is whole: a day, a source, and cached input no dearer than input", () => {
  for (const price of LIST_PRICES) {
    expect(price.from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(price.source.length).toBeGreaterThan(20);
    expect(price.cachedInput).toBeLessThanOrEqual(price.input);
    expect(price.input).toBeLessThan(price.output);
  }
});
