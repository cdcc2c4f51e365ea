import { isJsonObject, type JsonObject } from "../graph/json.ts";
import type { PlanFlow, PlanStep } from "../plan/plan.ts";
import { stepOf } from "../plan/plan-index.ts";
import type { BodyOf } from "../run/event.ts";
import { type Frame, stepIn } from "../run/frame.ts";
import type { RunState, Visit } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import { failureOf } from "./decide-frame.ts";
import { ofLastReply } from "./fill-call.ts";
import { checked, type Filled, fill, paths } from "./fill-fields.ts";
import { byItem, fillItems } from "./fill-items.ts";
import { handingOn } from "./passed.ts";
import { flowScope } from "./scope.ts";
import type { Values } from "./values.ts";

type Run = { values: Values; state: RunState };

/** Fills the context of a visit: from the model's arguments, by reference, and by path. */
export async function fillContext(run: Run, visit: Visit): Promise<BodyOf<"context-fill">> {
  const { span, origin } = visit;
  const frame = frameOf(run.state, visit);
  const step = stepOf(frame.plan, visit.step);
  const flows = origin.by === "flow" ? handingOn(frame, origin.passed) : [];
  const whole = wholeInput(frame, { step, origin, flows });
  if (whole) return { type: "context-fill", span, value: whole, reads: ["input"], problem: null };
  if (step.kind === "map" && visit.kind === "map") return fillItems(run, visit, step);
  const filled = await filledBy(run, visit, { frame, step, flows });
  if (!filled.ok) {
    const { code, message } = filled;
    return { type: "context-fill", span, value: null, reads: [], problem: { code, message } };
  }
  const { json, reads, converted = [] } = filled;
  const value = run.values.put(json);
  return {
    type: "context-fill",
    span,
    value,
    reads,
    problem: null,
    ...(converted.length > 0 && { converted }),
  };
}

function filledBy(run: Run, visit: Visit, filling: Filling): Promise<Filled> {
  const { origin } = visit;
  if (origin.by === "call") return byCall(run, visit, origin);
  if (origin.by === "item") return byItem(run, visit, { ...filling, index: origin.index });
  return byFlow(run, filling);
}

type Reached = { step: PlanStep; origin: Visit["origin"]; flows: readonly PlanFlow[] };

/** The run's whole input, for the input step and for a step that only the input hands on to; null for other steps. */
function wholeInput(frame: Frame, { step, origin, flows }: Reached) {
  if (origin.by === "call" || origin.by === "item" || isGivenParameters(step) || step.kind === "map")
    return null;
  const ofInput = flows.every(
    ({ fields, handsOn, from, on, back }) =>
      fields.length === 0 &&
      on !== "handoff" &&
      (!handsOn || (from === frame.plan.entry && on === "ok" && back === null)),
  );
  return ofInput ? frame.input : null;
}

/** Whether a step receives its parameters and nothing else. */
const isGivenParameters = (step: PlanStep) => step.kind === "tool" || step.kind === "workflow";

type Filling = { frame: Frame; step: PlanStep; flows: readonly PlanFlow[] };

async function byFlow(run: Run, { frame, step, flows }: Filling): Promise<Filled> {
  const fields = flows.flatMap((flow) => flow.fields);
  const received = checked(step, fields, await fieldsOf(run, frame, flows));
  if (!received.ok || isGivenParameters(step)) return received;
  const handed = await handOn(run, frame, flows);
  return {
    ...received,
    json: { ...handed.json, ...received.json },
    reads: [...new Set([...handed.reads, ...received.reads])],
  };
}

/** The fields of flows; those of one that follows on a failure see that failure. */
async function fieldsOf(run: Run, frame: Frame, flows: readonly PlanFlow[]): Promise<Filled> {
  const json: JsonObject = {};
  const reads: string[] = [];
  for (const { fields, from, on } of flows) {
    const failure = on === "failed" ? failureOf(frame, from) : undefined;
    const scope = await flowScope(run, { frame, failure }, paths(fields));
    const filled = fill(fields, { written: {}, scope, references: new Map() });
    if (!filled.ok) return filled;
    Object.assign(json, filled.json);
    reads.push(...filled.reads);
  }
  return { ok: true, json, reads: [...new Set(reads)] };
}

/** What flows without fields hand on: the run's input, and the results of the steps that they come from; and handoffs. */
async function handOn({ values }: Run, frame: Frame, flows: readonly PlanFlow[]) {
  const json: JsonObject = {};
  const reads: string[] = [];
  const handing = flows.filter((flow) => flow.handsOn);
  if (handing.length > 0) {
    json.input = await values.json(frame.input);
    reads.push("input");
  }
  const give = async (id: string) => {
    const result = stepIn(frame, id).results.at(-1);
    const { kind, callName } = stepOf(frame.plan, id);
    if (kind === "input" || kind === "branch" || !result) return;
    json[callName] = await values.json(result);
    reads.push(`results.${callName}`);
  };
  for (const { from, on } of flows) {
    const result = on === "handoff" ? stepIn(frame, from).results.at(-1) : undefined;
    const given = result && (await values.json(result));
    if (!given || !isJsonObject(given)) continue;
    Object.assign(json, given);
    reads.push(`results.${stepOf(frame.plan, from).callName}`);
  }
  for (const { from, to, on, back } of handing) {
    if (back) await give(to);
    if (on === "ok") await give(from);
    else {
      const { name } = stepOf(frame.plan, from);
      const failure = failureOf(frame, from);
      if (failure) json.failure = { step: name, code: failure.code, message: failure.message };
    }
  }
  return { json, reads };
}

async function byCall(
  run: Run,
  visit: Visit,
  origin: Extract<Visit["origin"], { by: "call" }>,
): Promise<Filled> {
  const { state } = run;
  const asker = visit.parent === null ? undefined : state.visits.get(visit.parent);
  const turn = asker?.kind === "agent" ? asker.turns.at(-1) : undefined;
  if (asker?.kind !== "agent" || turn?.model !== origin.model)
    throw new Error(`run ${state.runId}: visit ${visit.span} answers a call that is not in the log`);
  return ofLastReply(run, asker, origin.index);
}
