import { Budget } from "../../../graph/cel/budget.ts";
import { evaluate } from "../../../graph/cel.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { render } from "../../../graph/template.ts";
import { cutText } from "../../../graph/text-cut.ts";
import type { Rule } from "../../../graph/tool.ts";

/**
 * A rule whose condition held, with its filled result. `read` are the values that condition and result looked at, by path
 * (`parameters.order.status`), null where nothing is.
 */
export interface FiredRule {
  id: string;
  name: string;
  priority: number;
  result: string;
  read: JsonObject;
}

/** A rule that gave no answer, and why. */
export interface FailedRule {
  id: string;
  name: string;
  reason: string;
  read: JsonObject;
}

/** What the rules say of the parameters; every rule is in exactly one of the three. */
export interface RuleFindings {
  /** The result of the first that fired, an empty text when none did. */
  outcome: string;
  /** Highest priority first, equal ones in the order they stand. */
  fired: FiredRule[];
  notFired: { id: string; name: string }[];
  unevaluated: FailedRule[];
}

/**
 * Evaluates every rule over `parameters`; conditions and results read them as `parameters.…`. All rules share one budget of
 * steps. Never throws.
 */
export function evaluateRules(rules: readonly Rule[], parameters: JsonObject): RuleFindings {
  const scope = { parameters };
  const budget = new Budget();
  const findings: RuleFindings = { outcome: "", fired: [], notFired: [], unevaluated: [] };
  for (const { id, name, when, result, priority } of rules) {
    const held = evaluate(when, scope, budget);
    if (!held.ok) {
      findings.unevaluated.push({
        id,
        name,
        reason: `The condition can't be evaluated: ${held.message}.`,
        read: {},
      });
      continue;
    }
    const read = valuesAt(scope, held.reads);
    if (typeof held.value !== "boolean") {
      const reason = `Expected the condition to be true or false, got ${cutText(JSON.stringify(held.value), 80)}.`;
      findings.unevaluated.push({ id, name, reason, read });
    } else if (!held.value) {
      findings.notFired.push({ id, name });
    } else {
      const filled = render(result, scope, { budget });
      const missing = filled.missing[0];
      const all = { ...read, ...valuesAt(scope, filled.reads) };
      if (missing) {
        const reason = `The condition holds, but the result can't be filled: ${missing.message} in {{ ${missing.expression} }}.`;
        findings.unevaluated.push({ id, name, reason, read: all });
      } else findings.fired.push({ id, name, priority, result: filled.text, read: all });
    }
  }
  findings.fired.sort((a, b) => b.priority - a.priority);
  findings.outcome = findings.fired[0]?.result ?? "";
  return findings;
}

function valuesAt(scope: JsonObject, paths: readonly string[]): JsonObject {
  return Object.fromEntries(paths.map((path) => [path, valueAt(scope, path)]));
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
