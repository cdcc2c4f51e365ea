import { Budget } from "../graph/cel/budget.ts";
import { evaluate } from "../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import type { MapStep, PlanStep } from "../plan/plan.ts";
import { stepOf } from "../plan/plan-index.ts";
import type { BodyOf } from "../run/event.ts";
import type { Frame } from "../run/frame.ts";
import type { RunState, Visit } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import { checked, type Filled, fill, paths } from "./fill-fields.ts";
import { MAX_EVENTS } from "./max-events.ts";
import { flowScope } from "./scope.ts";
import type { Values } from "./values.ts";

type Run = { values: Values; state: RunState };

/** The most items of a map. */
const MAX_ITEMS = 10_000;

/** An item begins, receives, makes at least one call, and ends. */
const EVENTS_OF_ITEM = 5;

/** The list of a map's items. */
export async function fillItems(run: Run, visit: Visit, step: MapStep): Promise<BodyOf<"context-fill">> {
  const { values, state } = run;
  const scope = await flowScope(run, { frame: frameOf(state, visit) }, [step.items]);
  const list = evaluate(step.items, scope, new Budget());
  const base = { type: "context-fill", span: visit.span } as const;
  const problem = (code: string, message: string): BodyOf<"context-fill"> => ({
    ...base,
    value: null,
    reads: [],
    problem: { code, message },
  });
  if (!list.ok)
    return problem("context-missing", `Expected a list at ${step.items}, got none (${list.message}).`);
  const items = list.value;
  if (!Array.isArray(items)) {
    const got = JSON.stringify(items).slice(0, 60);
    return problem("not-a-list", `Expected a list at ${step.items}, got ${got}. Name the list itself.`);
  }
  const count = items.length;
  if (count > MAX_ITEMS || count * EVENTS_OF_ITEM > MAX_EVENTS - state.lastSeq)
    return problem(
      "too-many-items",
      `Expected at most ${MAX_ITEMS.toLocaleString("en")} items, and no more than the ${MAX_EVENTS.toLocaleString("en")} events of a run allow; got ${count.toLocaleString("en")}. Split the list over several runs.`,
    );
  return { ...base, value: values.put(items), count, reads: list.reads, problem: null };
}

/** What a worker receives for an item: the item or, with fields, what these read. */
export async function byItem(
  run: Run,
  visit: Visit,
  { frame, step, index }: { frame: Frame; step: PlanStep; index: number },
): Promise<Filled> {
  const { values, state } = run;
  const map = visit.parent === null ? undefined : state.visits.get(visit.parent);
  const asking = map && stepOf(frame.plan, map.step);
  if (map?.received.state !== "ready" || asking?.kind !== "map")
    throw new Error(`run ${state.runId}: visit ${visit.span} is asked for an item that is not in the log`);
  const items = await values.json(map.received.value);
  const item = (Array.isArray(items) ? items[index] : undefined) ?? null;
  const { fields } = asking;
  if (fields.length === 0)
    return checked(step, [], { ok: true, json: bareItem(step, item), reads: ["item"] });
  const scope = { ...(await flowScope(run, { frame }, paths(fields))), item, index };
  return checked(step, fields, fill(fields, { written: {}, scope, references: new Map() }));
}

/** An item as a step receives it: a tool or workflow as its parameters, or as the only one that it requires. */
function bareItem(step: PlanStep, item: Json): JsonObject {
  if (step.kind !== "tool" && step.kind !== "workflow") return { item };
  if (isJsonObject(item)) return item;
  const [name, ...others] = step.parameters.required;
  return name === undefined || others.length > 0 ? { item } : { [name]: item };
}
