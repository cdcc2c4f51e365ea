import type { JsonObject } from "../graph/json.ts";
import type { AgentStep } from "../plan/plan.ts";
import { answerText } from "../run/answer-text.ts";
import type { ChatMessage } from "../run/chat-message.ts";
import type { RequestPart } from "../run/event.ts";
import { legalMessages } from "../run/legal-messages.ts";
import type { RunState, Visit } from "../run/state.ts";
import type { ModelCall } from "./ports.ts";
import { referencesOf } from "./references.ts";
import { requestParts } from "./request.ts";
import type { Values } from "./values.ts";

/**
 * The model call of an open visit, its texts put in where the log only refers to them, by the rules that providers share:
 * whatever a model wrote before, what is sent back is legal.
 */
export async function assembleCall(
  values: Values,
  run: { state: RunState; workspaceId: string },
  step: AgentStep,
  visit: Visit,
  choice: number,
): Promise<ModelCall> {
  const model = step.models[choice];
  if (!model) throw new Error(`step ${step.id} has no model ${choice}`);
  const messages: ChatMessage[] = [];
  for (const part of requestParts(step, visit)) messages.push(await message(values, step, visit, part));
  return {
    workspaceId: run.workspaceId,
    runId: run.state.runId,
    mode: run.state.mode,
    choice: model,
    messages: legalMessages(messages),
    tools: step.calls.map((call) => ({
      name: call.name,
      description: call.description,
      parameters: { ...call.offered } satisfies Record<string, unknown> as JsonObject,
    })),
    output: step.output && {
      name: step.callName,
      // An ObjectSchema holds nothing but JSON.
      schema: { ...step.output } satisfies Record<string, unknown> as JsonObject,
    },
    maxOutputTokens: step.limits.maxOutputTokens,
    // That of an earlier version's plan lacks what cached tokens cost.
    ...(model.price?.cachedInput !== undefined && { price: model.price }),
    timeoutMs: step.timeoutMs,
    simulation: {
      reply: step.simulatedReply,
      needs: Object.fromEntries(step.calls.map((call) => [call.name, call.needs])),
      finish: step.calls.find((call) => call.means.kind === "finish")?.name ?? null,
      ...(step.samples && { samples: step.samples }),
    },
    instant: run.state.instant,
  };
}

async function message(
  values: Values,
  step: AgentStep,
  visit: Visit,
  part: RequestPart,
): Promise<ChatMessage> {
  switch (part.role) {
    case "system":
      return { role: "system", content: step.instructions };
    case "context":
      return {
        role: "user",
        content: visit.received.state === "ready" ? await values.text(visit.received.value) : "{}",
      };
    case "assistant": {
      const turn = visit.turns.find((candidate) => candidate.model === part.span);
      if (!turn) throw new Error(`visit ${visit.span} has no turn ${part.span}`);
      const calls = [];
      for (const call of turn.calls)
        calls.push({ id: call.id, name: call.name, arguments: await values.text(call.arguments) });
      const thinking = turn.thinking && { thinking: String(await values.json(turn.thinking)) };
      return { role: "assistant", content: String(await values.json(turn.text)), calls, ...thinking };
    }
    case "result": {
      const answer = referencesOf(visit).find((entry) => entry.answer.span === part.span)?.answer;
      if (!answer) throw new Error(`visit ${visit.span} has no answer ${part.span}`);
      const result = answer.result && (await values.text(answer.result));
      const content = answerText({
        outcome: answer.outcome,
        result,
        form: part.form,
        reference: part.reference,
      });
      return { role: "tool", callId: part.callId, content };
    }
    case "refusal":
      return {
        role: "tool",
        callId: part.callId,
        content: JSON.stringify({ error: { code: "refused", message: part.text, retryable: true } }),
      };
    case "correction":
      return { role: "user", content: part.text };
  }
}
