import { expect, test } from "vitest";
import type { Json } from "../graph/json.ts";
import { INLINE_LIMIT } from "../run/value.ts";
import { countFailures } from "./failures.ts";
import { runBuilder } from "./fixtures/run-builder.ts";
import { foldAll } from "./fold.ts";

const failure = { code: "http-status", message: "It answered 500.", retryable: false };

/** How many failures count when a worker that failed with the first arguments went well with the second ones. */
function failedOf(first: Json, second: Json, salted: boolean): number {
  const run = runBuilder();
  run.start({ orderId: "1" });
  const lead = run.step("lead", "Lead", { flow: null }, {});
  for (const [nth, given] of [first, second].entries()) {
    const model = run.model(lead, "lead");
    run.reply(model, { text: "", calls: [{ name: "ask_worker", arguments: {} }] });
    const visit = run.step(
      "worker",
      "Worker",
      { parent: lead, asked: { model, index: 0, name: "ask_worker" } },
      given,
    );
    if (nth === 0) run.fail(visit, failure);
    else run.end(visit, "done");
  }
  run.finish(run.end(lead, "done"));
  const text = JSON.stringify(run.events);
  // As earlier versions wrote it: no hash comes up twice.
  let salt = 0;
  const old = text.replaceAll(/"hash":"hash-\d+"/g, () => `"hash":"old-${++salt}","salt":"${salt}"`);
  return countFailures(foldAll(run.runId, JSON.parse(salted ? old : text))).failed;
}

const large = (end: string) => "x".repeat(INLINE_LIMIT) + end;

test.each([false, true])(
  "the same call made again and gone well mends a failed one (salted: %s)",
  (salted) => {
    expect(failedOf({ id: 1 }, { id: 1 }, salted)).toBe(0);
    expect(failedOf({ id: 1 }, { id: 2 }, salted)).toBe(1);
    expect(failedOf(large("a"), large("a"), salted)).toBe(0);
  },
);

test("large arguments that differ only at their end are not the same", () => {
  expect(failedOf(large("a"), large("b"), false)).toBe(1);
});

test("a step that failed in one round and did well in a later one counts as mended, the other way round not", () => {
  const failure = { code: "busy", message: "It is busy.", retryable: true };
  const rounds = (...well: boolean[]) => {
    const run = runBuilder();
    run.start({});
    for (const isWell of well) {
      const visit = run.step("read", "Read", { flow: "e1" }, {});
      if (isWell) run.end(visit, "read");
      else run.fail(visit, failure);
    }
    return countFailures(foldAll(run.runId, run.events)).failed;
  };
  expect(rounds(false, true)).toBe(0);
  expect(rounds(true, false)).toBe(1);
  expect(rounds(false)).toBe(1);
});
