import { evaluate } from "../../../graph/cel.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { render } from "../../../graph/template.ts";
import type { Rule } from "../../../graph/tool.ts";

/** A value that a rule looked at: its path (`parameters.order.status`) and what was there, absent as null. */
export interface ReadValue {
  path: string;
  value: Json;
}

/** A rule whose condition held, with its filled result and the values that condition and result read. */
export interface FiredRule {
  id: string;
  name: string;
  priority: number;
  result: string;
  read: ReadValue[];
}

/** A rule that gave no answer, and why. */
export interface FailedRule {
  id: string;
  name: string;
  reason: string;
  read: ReadValue[];
}

/** What the rules say of the parameters; every rule is in exactly one of the three. */
export interface RuleFindings {
  /** Highest priority first, equal ones in the order they stand. */
  fired: FiredRule[];
  notFired: { id: string; name: string }[];
  notEvaluated: FailedRule[];
}

/** Evaluates every rule over `parameters`; conditions and results read them as `parameters.…`. Never throws. */
export function evaluateRules(rules: readonly Rule[], parameters: JsonObject): RuleFindings {
  const scope = { parameters };
  const findings: RuleFindings = { fired: [], notFired: [], notEvaluated: [] };
  for (const { id, name, when, result, priority } of rules) {
    const held = evaluate(when, scope);
    if (!held.ok) {
      findings.notEvaluated.push({
        id,
        name,
        reason: `The condition can't be evaluated: ${held.message}.`,
        read: [],
      });
      continue;
    }
    const read = held.reads.map((path) => ({ path, value: valueAt(scope, path) }));
    if (typeof held.value !== "boolean") {
      const reason = `Expected the condition to be true or false, got ${JSON.stringify(held.value).slice(0, 80)}.`;
      findings.notEvaluated.push({ id, name, reason, read });
    } else if (!held.value) {
      findings.notFired.push({ id, name });
    } else {
      const filled = render(result, scope);
      const missing = filled.missing[0];
      const also = filled.reads.filter((path) => !held.reads.includes(path));
      const all = [...read, ...also.map((path) => ({ path, value: valueAt(scope, path) }))];
      if (missing) {
        const reason = `The condition holds, but the result can't be filled: ${missing.message} in {{ ${missing.expression} }}.`;
        findings.notEvaluated.push({ id, name, reason, read: all });
      } else findings.fired.push({ id, name, priority, result: filled.text, read: all });
    }
  }
  findings.fired.sort((a, b) => b.priority - a.priority);
  return findings;
}

/** The value at a dotted path; null where nothing is. A list is shown whole, as CEL indexes are no part of a path. */
function valueAt(scope: JsonObject, path: string): Json {
  let at: Json = scope;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return null;
    at = at[name] ?? null;
  }
  return at;
}
