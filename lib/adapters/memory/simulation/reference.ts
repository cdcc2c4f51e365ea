import type { JsonObject } from "../../../graph/json.ts";
import type { Plan } from "../../../plan/plan.ts";
import { addressOfVisit, isWithin } from "./address.ts";
import { Course, type Interpreting } from "./course.ts";
import type { Expected } from "./expected.ts";
import { FrameRun } from "./reference-frame.ts";

/**
 * What a run must come to. `visits` by address: the steps, with the ordinals of further visits on the flows and those of
 * calls and items, from the outside in, as in "n1#2 0 2 n4", "n2 item 3 n5" and, inside a workflow, "n3 in - n1#1".
 */
export type Interpreted = {
  visits: Map<string, Expected>;
  /** The flows by which visits on the flows begin, by address. */
  passed: Map<string, string[]>;
  /** Addresses of visits that are cancelled: what they asked for may have been cut off. */
  cut: Set<string>;
  /** How the run must end, and the address of the output that answers; null where the order is not that of a whole run. */
  end: { status: Expected["status"]; code: string | null; answer: string | null } | null;
  /** What can't be as the order says. */
  impossible: string | null;
  /** Why what a run comes to depends on when things happen, or isn't said by the meaning of plans, where it does or isn't. */
  timeDependent: string | null;
};

/**
 * Works out what a run of the plan must come to when things come in this order; without one, each visit ends before the
 * next one that was begun. Shares no code with the engine.
 */
export function interpret(plan: Plan, input: JsonObject, interpreting: Interpreting): Interpreted {
  const course = new Course(plan, interpreting);
  const main = new FrameRun(course, { plan: course.main, input, address: "" });
  const { end, impossible } = main.run();
  const { visits, passed, cut } = course;
  const inside = [...course.impossible].find(([address]) => !isWithin(cut, address));
  return {
    visits,
    passed,
    cut,
    end: end && { ...end, answer: end.answer && addressOfVisit(end.answer.step, end.answer.visit) },
    impossible: impossible ?? (inside ? `inside ${inside[0]}: ${inside[1]}` : null),
    timeDependent: course.timeDependent,
  };
}
