import { pathsRead } from "../graph/cel.ts";
import { isJsonObject, type Json } from "../graph/json.ts";
import type { PlanField } from "../plan/plan.ts";
import { callOf, stepOf } from "../plan/plan-index.ts";
import type { BodyOf } from "../run/event.ts";
import { usableReferences } from "../run/references.ts";
import type { AgentVisit, HandOver, RunState } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import { endVisit, failed, failedEnd } from "./choices.ts";
import { decidingOf } from "./decide.ts";
import { checked, type Filled, fill, paths } from "./fill-fields.ts";
import { callScope } from "./scope.ts";
import type { Values } from "./values.ts";

type Run = { values: Values; state: RunState };

/** What a call of a visit's last reply hands to the step that it leads to. */
export async function ofLastReply(run: Run, asker: AgentVisit, index: number): Promise<Filled> {
  const { values, state } = run;
  const { plan } = frameOf(state, asker);
  const call = asker.turns.at(-1)?.calls[index];
  const step = stepOf(plan, asker.step);
  const means = call && step.kind === "agent" ? callOf(step, call.name)?.means : undefined;
  if (!call || !means || means.kind === "finish")
    throw new Error(`run ${state.runId}: visit ${asker.span} made no call ${index} that leads to a step`);
  const written = await values.json(call.arguments);
  const references = new Map<string, Json>();
  // Of one reply's calls none reads what another brought, whichever of them happen to have ended by now.
  const before = usableReferences(asker, "before-last");
  for (const entry of before)
    if (entry.answer.result && refersTo(means.fields, written, entry.reference))
      references.set(entry.reference, await values.json(entry.answer.result));
  const scope = await callScope(run, { asker, before }, paths(means.fields).flatMap(pathsRead));
  const filled = fill(means.fields, { written: isJsonObject(written) ? written : {}, scope, references });
  return checked(stepOf(plan, means.step), means.fields, filled);
}

/** Ends a visit that gives control away: its result is what it hands over. Without fields, that is what it received. */
export async function endHandingOver(
  run: Run,
  visit: AgentVisit,
  { call }: HandOver,
): Promise<BodyOf<"decision" | "span-end">> {
  const { at } = run.state;
  const deciding = decidingOf(run.state, visit);
  const { step } = deciding;
  const name = visit.turns.at(-1)?.calls[call]?.name ?? "";
  const means = step.kind === "agent" ? callOf(step, name)?.means : undefined;
  const outcome = { status: "ok" } as const;
  if (means?.kind === "handoff" && means.fields.length === 0)
    return endVisit(visit, at, { outcome, result: visit.span });
  const filled = await ofLastReply(run, visit, call);
  if (!filled.ok) return failedEnd(deciding, failed(filled));
  return endVisit(visit, at, { outcome, result: run.values.put(filled.json) });
}

function refersTo(fields: PlanField[], written: Json, reference: string): boolean {
  return (
    isJsonObject(written) &&
    fields.some((field) => field.fill.by === "reference" && written[field.name] === reference)
  );
}
