import type { Json } from "../../../graph/json.ts";
import type { Outcome } from "../../../run/outcome.ts";
import type { Value } from "../../../run/value.ts";
import { addressOf, isUnkeyed, spansOf } from "./log-facts.ts";
import type { Expected, Interpreted } from "./reference.ts";
import type { Finished } from "./world.ts";

/** Why a run can't be held against the reference, or null when it can: what came of it depends on when things happened. */
export function whyNotCompared(run: Finished, { timeDependent }: Interpreted): string | null {
  if (timeDependent !== null) return "the reference says that it depends on time";
  for (const event of run.events) {
    if (event.type === "message") return "a person cancelled it";
    if (event.type === "run-claim" && (event.fruitless ?? 0) >= 3)
      return "runners were lost three times in a row";
    // That it was really late is one of the checks.
    if (event.type === "decision" && event.decision.what === "deadline") return "a deadline came";
  }
  for (const span of spansOf(run).values())
    if (span.end?.outcome.status === "lost" && isUnkeyed(run, span))
      return "nobody knows whether an effect happened";
  return null;
}

/** Where a run and the reference differ, or null. Visits that were cut off because the run had failed are left out. */
export async function differenceFrom(expected: Interpreted, run: Finished): Promise<string | null> {
  const end = run.events.at(-1);
  if (end?.type !== "run-end") return "the run has no end";
  const wrong = outcomeDifference(expected, end.outcome);
  if (wrong) return `${wrong}, and the run ended ${JSON.stringify(end.outcome)}`;
  const seen = new Set<string>();
  for (const { start, end } of spansOf(run).values()) {
    if (start.work.kind !== "step" || !end || end.outcome.status === "cancelled") continue;
    const address = addressOf(start.path);
    seen.add(address);
    const visit = expected.visits.get(address);
    if (!visit) return `${address} was visited, and should not have been`;
    const actual = {
      status: end.outcome.status,
      code: "failure" in end.outcome ? end.outcome.failure.code : null,
      result: end.result ? await jsonOf(run, end.result) : undefined,
    };
    const { status, code, result } = visit;
    if (canonical(actual) !== canonical({ status, code, result }))
      return `${address}: expected ${canonical({ status, code, result })}, got ${canonical(actual)}`;
  }
  if (expected.failed.length > 0) return end.answer === null ? null : "it failed and has an answer";
  const missing = [...expected.visits.keys()].find((address) => !seen.has(address));
  if (missing) return `${missing} was not visited`;
  const answer = run.events[(end.answer ?? 0) - 1];
  return answer?.type === "span-start" ? null : "it has no answer";
}

function outcomeDifference({ failed, doubtful }: Interpreted, outcome: Outcome): string | null {
  const among = failed.length > 0 ? failed : doubtful;
  if (among.length === 0) return outcome.status === "ok" ? null : "expected it to end ok";
  const code = "failure" in outcome ? outcome.failure.code : null;
  const fits = (one: Expected) => one.status === outcome.status && one.code === code;
  return among.some(fits)
    ? null
    : `expected ${among.map(({ status, code: of }) => `${status} (${of})`).join(" or ")}`;
}

async function jsonOf(run: Finished, value: Value): Promise<Json> {
  const text = value.inline ?? (await run.values(value.hash));
  if (text === null) throw new Error(`the value ${value.hash} is not stored`);
  return JSON.parse(text);
}

/** JSON text with sorted keys. */
function canonical(json: unknown): string {
  return JSON.stringify(json, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
