import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { Call, FlowPlan, PlanStep } from "../../../plan/plan.ts";
import type { Asked } from "./asked.ts";
import { inTypes } from "./control-flow/hand-on.ts";
import { onFailureOf } from "./control-flow/settle.ts";
import type { Course } from "./course.ts";
import { type Expected, ok } from "./expected.ts";
import { filled } from "./filled.ts";
import type { Asker, Leading, Outside } from "./reference-agent.ts";

type Visit = (step: PlanStep, received: JsonObject | string, address: string) => Expected;

/** What agents of a frame ask for: models, and steps outside the flows. */
export class Asks implements Outside {
  private readonly course: Course;
  private readonly plan: FlowPlan;
  private readonly input: JsonObject;
  private readonly visit: Visit;

  constructor(course: Course, { plan, input }: { plan: FlowPlan; input: JsonObject }, visit: Visit) {
    this.course = course;
    this.plan = plan;
    this.input = input;
    this.visit = visit;
  }

  /** Who asks for a step gets its answer, or what it has for its failures: so the step can't hand over. */
  asked(step: PlanStep, received: JsonObject | string, address: string): Expected {
    const own =
      step.kind === "agent"
        ? { ...step, calls: step.calls.filter(({ means }) => means.kind !== "handoff") }
        : step;
    const taken = orInstead(step, this.visit(own, received, address));
    this.course.visits.set(address, taken);
    return taken;
  }

  ask(asked: Asked, failures: Map<string, number>, address: string) {
    return this.course.ask(asked, failures, address);
  }

  scopeOf({ context, made }: Pick<Asker, "context" | "made">) {
    const good = made.filter(({ expected }) => expected.status === "ok");
    const results = Object.fromEntries(good.map(({ name, expected }) => [name, expected.result ?? null]));
    return { input: this.input, context, results };
  }

  given(means: Leading, written: Json, asker: Asker): JsonObject | string {
    const references = new Map(
      asker.made.flatMap(({ reference, expected }) =>
        expected.status === "ok" ? [[reference, expected.result ?? null] as const] : [],
      ),
    );
    const object = isJsonObject(written) ? written : {};
    const given = filled(means.fields, object, this.scopeOf(asker), references);
    const { kind } = this.step(means.step);
    return kind === "tool" || kind === "workflow" || typeof given === "string"
      ? given
      : inTypes(means.fields, given);
  }

  answer(call: Call, written: Json, asker: Asker): Expected {
    if (call.means.kind === "finish") throw new Error("finish is no visit");
    const { step } = call.means;
    return this.asked(this.step(step), this.given(call.means, written, asker), `${asker.address} ${step}`);
  }

  private step(id: string): PlanStep {
    const step = this.plan.steps.find((one) => one.id === id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }
}

/** How a visit ends, or well with the step's own result for its failures. */
export function orInstead(step: PlanStep, expected: Expected): Expected {
  const instead = onFailureOf(step);
  if (expected.status !== "failed" || instead?.do !== "result") return expected;
  return { ...ok(instead.result), ms: expected.ms };
}
