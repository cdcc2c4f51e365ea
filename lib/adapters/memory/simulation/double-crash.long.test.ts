import { afterAll, expect, test } from "vitest";
import { crashTwice } from "./double-crash.ts";
import { OrderException } from "./template-run.ts";

const template = new OrderException();
afterAll(() => template.close());

test("the template's run resumes after a crash at every event, and a second one at every later event, to the same answer", async () => {
  const { events, runs, problems } = await crashTwice(template, 1);
  console.table({ "events of the run": events, "runs resumed": runs, problems: problems.length });
  expect(problems).toEqual([]);
});
