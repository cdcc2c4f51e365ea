import { expect, test } from "vitest";
import { emptyPlan } from "../plan/fixtures/empty-plan.ts";
import { initialState } from "../run/state.ts";
import { decide } from "./decide.ts";

test("a run that has filled its log stops, and says what to do", () => {
  const state = initialState("run-1", emptyPlan());
  state.phase = "running";
  state.lastSeq = 49_999;
  expect(decide(state)).not.toMatchObject([{ decision: { what: "stop" } }]);
  state.lastSeq = 50_000;
  expect(decide(state)).toMatchObject([
    {
      decision: {
        what: "stop",
        code: "event-limit",
        outcome: { failure: { message: expect.stringContaining("go back less often") } },
      },
    },
  ]);
});
