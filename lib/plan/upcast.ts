import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import { FORMAT } from "./format.ts";
import { Plan } from "./plan.ts";

/**
 * Reads a stored plan of this format or an earlier one; throws when it is of a newer one, or no plan. A plan of
 * format 3 and earlier (its `planVersion` is 1) is one graph whose joins wait for all and whose flows have no
 * conditions.
 */
export function parsePlan(json: unknown): Plan {
  return Plan.parse(upcast(json));
}

function upcast(json: unknown): unknown {
  // What is no JSON object is refused by the schema.
  const plan = json as Json;
  if (!isJsonObject(plan)) return json;
  if (plan.planVersion === 4) return { ...plan, planVersion: FORMAT };
  if (plan.planVersion !== 1) return json;
  const { entry, steps, flows } = plan;
  const main = { entry: entry ?? null, steps: mapped(steps, step), flows: mapped(flows, flow) };
  return { planVersion: FORMAT, main: "main", plans: { main } };
}

const mapped = (list: Json | undefined, change: (item: JsonObject) => JsonObject): Json =>
  Array.isArray(list) ? list.map((item) => (isJsonObject(item) ? change(item) : item)) : (list ?? null);

const join = { needs: "all", withinMs: null };

function step(old: JsonObject): JsonObject {
  switch (old.kind) {
    case "agent":
      return { ...old, join, onFailure: null, accept: null };
    case "tool":
      return { ...old, join, onFailure: null, retry: { attempts: 1, backoffMs: 0 } };
    case "output":
      return { ...old, join };
    default:
      return old;
  }
}

const flow = (old: JsonObject): JsonObject => ({
  handsOn: false,
  ...old,
  on: "ok",
  when: null,
  back: null,
});
