import { expect, test } from "vitest";
import { runBuilder } from "./fixtures/run-builder.ts";
import { emptyTrace, fold } from "./fold.ts";
import { sampleRun } from "./sample-run.ts";

const callOf = (model: number, index: number) => ({ model, index, name: "look_up" });

test("a sample has the input, what steps received and what they answered the last time", () => {
  const run = runBuilder();
  run.start({ city: "Kyōto" });
  const agent = run.step("a1", "Guide", { flow: "f1" }, { city: "Kyōto" });
  const model = run.model(agent, "a1");
  for (const [index, name] of ["Nara", "Uji"].entries()) {
    const tool = run.step("t1", "Look up", { parent: agent, asked: callOf(model, index) }, { name });
    run.end(run.tool(tool, "t1", "Look up"), { found: name });
    run.end(tool, { found: name });
  }
  run.step("t2", "Book", { parent: agent, asked: callOf(model, 2) }, { seats: 2 });
  run.end(agent, "x".repeat(100_000));

  const trace = emptyTrace(run.runId);
  for (const event of run.events) fold(trace, event);
  expect(sampleRun(trace)).toEqual({
    input: { city: "Kyōto" },
    received: { a1: { city: "Kyōto" }, t1: { name: "Uji" }, t2: { seats: 2 } },
    results: { t1: { found: "Uji" } },
  });
});
