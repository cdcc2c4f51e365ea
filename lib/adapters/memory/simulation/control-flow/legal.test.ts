import { expect, test } from "vitest";
import { drawnPlan } from "./drawn-plan.ts";
import { illegal } from "./legal.ts";
import { first, flow, out, plain } from "./told-run.ts";

test.each([
  ["a circle without a way back", ["in>a", "a>b", "b>a", "b>out"]],
  ["a way back to a step that can be passed by", ["in>a", "in>b", "a>b", "b>a<1", "b>out"]],
  ["an exit that may be taken while the loop goes on", ["in>a", "a>b", "a>out", "b>a<1", "b>out"]],
  ["two elses", ["in>br", "br>a", "br>b", "a>out", "b>out"]],
  ["a step that nothing leads to", ["in>a", "b>out", "a>out"]],
])("%s is not legal", (_name, flows) => {
  const steps = [plain("a"), plain("b"), first("br"), out()];
  const used = steps.filter(({ id }) => flows.some((one) => one.includes(id)));
  expect(illegal(drawnPlan(used, flows.map(flow)))).not.toBeNull();
});
