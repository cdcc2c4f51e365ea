import { afterAll, expect, test } from "vitest";
import { crashTwice } from "./double-crash.ts";
import { OrderException } from "./template-run.ts";

const template = new OrderException();
afterAll(() => template.close());

test("the template's run resumes after a crash at every event, and after a second one later, to the same answer", {
  timeout: 300_000,
}, async () => {
  const { events, runs, problems } = await crashTwice(template, 15);
  expect(problems).toEqual([]);
  expect(events).toBeGreaterThan(80);
  expect(runs).toBeGreaterThan(250);
});

test("an answer that a crash has changed is found", async () => {
  const lying = new OrderException();
  const { run } = lying;
  let times = 0;
  lying.run = async (stored = []) => {
    const result = await run.call(lying, stored);
    return ++times === 30 ? { ...result, answer: "something else" } : result;
  };
  const { problems } = await crashTwice(lying, 1_000);
  lying.close();
  expect(problems).toHaveLength(1);
});
