import type { JsonObject } from "../../../graph/json.ts";
import type { ToolStep } from "../../../plan/plan.ts";
import { type Expected, failure, ok, SLACK_MS } from "./expected.ts";
import { fits } from "./sample-json.ts";
import { admissionOf, answerTo } from "./scripted-systems.ts";

/** How a visit to a tool must end, after as many attempts as it may and has to make. */
export function interpretTool(step: ToolStep, given: JsonObject, seed: number): Expected {
  if (!fits(step.parameters, given)) return failure("wrong-arguments");
  const { name, tool, effect, retry } = step;
  const refused = admissionOf("tool", name, seed);
  let spent = 0;
  for (let attempt = 1; ; attempt++) {
    if (refused) return { ...failure(refused.code), ms: spent };
    const { end, ms } = answerTo({ name, tool, effect, arguments: given }, seed, attempt - 1);
    spent += ms + SLACK_MS;
    if (end.status === "ok") return { ...ok(end.result), ms: spent };
    const { code, retryable, retryAfterMs = 0 } = end.failure;
    const { errors } = retry;
    const again = errors === undefined ? retryable : errors === "all" || errors.includes(code);
    if (end.status === "unknown" || !again || attempt >= retry.attempts)
      return { status: end.status, code, result: undefined, ms: spent };
    spent += Math.max(Math.min(60_000, retry.backoffMs * 2 ** (attempt - 1)), retryAfterMs);
  }
}
