import type { Json } from "../../../graph/json.ts";
import type { RequestPart, RunEvent } from "../../../run/event.ts";
import type { Outcome } from "../../../run/outcome.ts";
import type { Value } from "../../../run/value.ts";
import { foldAll } from "../../../trace/fold.ts";
import type { Expected } from "./expected.ts";
import { addressOf, isUnkeyed, spansOf } from "./log-facts.ts";
import type { Interpreted } from "./reference.ts";
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
    // What a model says to the beginning of a result the reference can't know; that it is cut well has tests of its own.
    if (event.type === "span-start" && event.work.kind === "model" && event.work.append.some(isCut))
      return "a result was too large for a model";
    if (isForLimit(event)) return "a limit of tokens, cost or calls came";
  }
  for (const span of spansOf(run).values())
    if (span.end?.outcome.status === "lost" && isUnkeyed(run, span))
      return "nobody knows whether an effect happened";
  return null;
}

const isCut = (part: RequestPart) => "most" in part && part.most !== undefined;

const LIMITS = new Set(["token-limit", "cost-limit", "call-limit", "no-price"]);

/** True where a step's pool was used up: who finds it so depends on who came first. */
export function isForLimit(event: RunEvent): boolean {
  if (event.type === "decision") return event.decision.what === "fallback" && LIMITS.has(event.decision.code);
  if (event.type !== "span-end" || event.outcome.status !== "failed") return false;
  return LIMITS.has(event.outcome.failure.code);
}

/** Where a run and the reference differ, or null. Visits that were cut off because the run had failed are left out. */
export async function differenceFrom(expected: Interpreted, run: Finished): Promise<string | null> {
  const end = run.events.at(-1);
  if (end?.type !== "run-end") return "the run has no end";
  const wrong = outcomeDifference(expected, end.outcome);
  if (wrong) return `${wrong}, and the run ended ${JSON.stringify(end.outcome)}`;
  const seen = new Set<string>();
  for (const span of foldAll(run.runId, run.events).spans.values()) {
    if (span.kind !== "step" || span.state === "cancelled") continue;
    const address = addressOf(span.path);
    seen.add(address);
    const visit = expected.visits.get(address);
    if (!visit) return `${address} was visited, and should not have been`;
    const { status, code, result } = visit;
    const wanted = canonical({ status, code, result });
    const came = span.result ? await jsonOf(run, span.result) : undefined;
    const got = canonical({ status: span.state, code: span.failure?.code ?? null, result: came });
    if (got !== wanted) return `${address}: expected ${wanted}, got ${got}`;
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
