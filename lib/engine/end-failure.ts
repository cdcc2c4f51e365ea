import type { AgentStep } from "../plan/plan.ts";
import type { ModelReply } from "../run/event.ts";
import type { Failure } from "../run/outcome.ts";
import { previewOf } from "../run/value.ts";
import { count } from "./limits.ts";

/**
 * Why a complete reply can't be used, judged by how it ended; null when it can. A reply that may be cut off is used
 * where its form proves that it is whole, or where the step allows it.
 */
export function endFailure(step: AgentStep, reply: ModelReply): Failure | null {
  switch (reply.end) {
    case undefined:
    case "done":
    case "calls":
    case "unstated":
      return null;
    case "cut":
      return cutFailure(step, reply);
    case "unknown":
      if (reply.calls.length > 0 || step.role === "supervisor" || isTaken(step, reply)) return null;
      return failure(
        "unknown-end",
        `The answer of ${reply.model} ended for a reason that is not known here (“${reply.finishReason}”), so it may not be whole. What came is kept in the trace. If this is how the endpoint always ends, let the step use cut answers (“An answer that was cut”, in its limits).`,
      );
    case "used-up":
      return failure("limit-used-up", `${usedUp(step, reply)} ${raise(step, reply)}`);
    case "filtered":
      return failure(
        "content-filter",
        `The provider's content filter stopped the reply (${reply.finishReason}). What had arrived is kept; change the input or the instructions.`,
      );
    case "refused":
      return failure(
        "refused",
        `${reply.model} refused to answer: ${beginning(reply) || "it did not say why"}. Change the input or the instructions, or choose another model.`,
      );
    case "malformed-call":
      return failure(
        "malformed-call",
        `${reply.model} tried to make a call that its endpoint could not read (${reply.finishReason}), and nothing of it came. Simpler parameters, or another model, may help.`,
        true,
      );
    case "broken":
      return failure(
        "reply-broken",
        `The reply of ${reply.model} ended by an error on the endpoint's side (${reply.finishReason}). What had arrived is kept; it can be tried again.`,
        true,
      );
    case "only-thinking":
      return failure(
        "only-thinking",
        `Expected an answer of ${reply.model}; only thinking came, and it is kept in the trace. Ask for the answer more clearly in the instructions, or choose another model.`,
        true,
      );
    case "empty":
      return failure(
        "reply-empty",
        `Expected an answer of ${reply.model}; its reply was empty (${reply.finishReason || "no reason given"}). Look at whether the instructions ask for an answer, or choose another model.`,
        true,
      );
  }
}

function failure(code: string, message: string, retryable = false): Failure {
  return { code, message, retryable };
}

/** Whether the answer is whole by its form, or the step uses it as far as it goes. */
function isTaken(step: AgentStep, { output }: ModelReply): boolean {
  return step.output === null ? step.limits.cutAnswer === "use" : output?.ok === true;
}

function cutFailure(step: AgentStep, reply: ModelReply): Failure | null {
  const cut = reply.calls.find((call) => call.problem?.code === "arguments-cut");
  if (cut)
    return failure(
      "arguments-cut",
      `The arguments of the call ${cut.name} were cut off ${where(step, reply)}, so it was not performed. ${raise(step, reply)}`,
    );
  if (reply.calls.length > 0 || (step.role === "agent" && isTaken(step, reply))) return null;
  const use =
    step.role === "agent" && step.output === null
      ? " Or let the step use cut answers (“An answer that was cut”)."
      : "";
  return failure(
    "reply-cut",
    `The answer of ${reply.model} was cut off ${where(step, reply)}. What came is kept in the trace. ${raise(step, reply)}${use}`,
  );
}

function usedUp(step: AgentStep, reply: ModelReply): string {
  const { thinkingTokens } = reply.usage;
  if (thinkingTokens !== undefined && thinkingTokens > 0)
    return `${count(thinkingTokens, "token")} of thinking used up what ${reply.model} had ${where(step, reply)}, and no answer came.`;
  if (reply.thinking)
    return `Thinking used up what ${reply.model} had ${where(step, reply)}, and no answer came.`;
  return `The reply of ${reply.model} ended ${where(step, reply)}, and no answer came.`;
}

/** True when the endpoint counted fewer tokens than the step allows, so another limit cut the reply off. */
function isBelowLimit({ limits }: AgentStep, { usage }: ModelReply): boolean {
  return !usage.estimated && usage.outputTokens < limits.maxOutputTokens * 0.95;
}

function where(step: AgentStep, reply: ModelReply): string {
  const limit = count(step.limits.maxOutputTokens, "token");
  return isBelowLimit(step, reply)
    ? `after ${count(reply.usage.outputTokens, "token")}, before the step's limit of ${limit}`
    : `at the limit of ${limit}`;
}

function raise(step: AgentStep, reply: ModelReply): string {
  if (isBelowLimit(step, reply))
    return "The model's own limit or its context was full: pass less to this step, or choose a model with a longer context.";
  return reply.thinking || reply.usage.thinkingTokens
    ? "Raise “Longest answer” in the step's limits, or let the model think less."
    : "Raise “Longest answer” in the step's limits, or ask for less.";
}

function beginning({ text }: ModelReply): string {
  const said = previewOf(text).replace(/\s+/g, " ").trim();
  const short = [...said].slice(0, 200).join("");
  return short.length < said.length ? `“${short}…”` : said && `“${said}”`;
}
