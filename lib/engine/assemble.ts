import type { JsonObject } from "../graph/json.ts";
import type { AgentStep } from "../plan/plan.ts";
import { messagesOf } from "../run/messages.ts";
import { referencesOf } from "../run/references.ts";
import type { AgentVisit, RunState } from "../run/state.ts";
import type { ModelCall } from "./ports.ts";
import { appendedParts } from "./request.ts";
import type { Values } from "./values.ts";

type Run = { values: Values; state: RunState; workspaceId: string };

/**
 * Builds the call of an open visit to the model `choice` of its step, loading the texts that the log only refers
 * to.
 */
export async function assembleCall(
  run: Run,
  { step, visit, choice }: { step: AgentStep; visit: AgentVisit; choice: number },
): Promise<ModelCall> {
  const model = step.models[choice];
  if (!model) throw new Error(`step ${step.id} has no model ${choice}`);
  const messages = await visitMessages(run.values, step, visit);
  return {
    workspaceId: run.workspaceId,
    runId: run.state.runId,
    mode: run.state.mode,
    choice: model,
    messages,
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
    // The price in a plan of an earlier version lacks what cached tokens cost.
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

function visitMessages(values: Values, step: AgentStep, visit: AgentVisit) {
  const turns = new Map(visit.turns.map((turn) => [turn.model, turn]));
  const answers = new Map(referencesOf(visit).map(({ answer }) => [answer.span, answer]));
  // Before the call begins, its request is what the log has and what will be added.
  const parts = visit.calls.size > 0 ? visit.request : [...visit.request, ...appendedParts(step, visit)];
  return messagesOf(parts, {
    instructions: () => step.instructions,
    received: () => (visit.received.state === "ready" ? visit.received.value : null),
    reply: (span) => known(turns, span, visit),
    answer: (span) => known(answers, span, visit),
    load: (value) => values.text(value),
  });
}

function known<T>(all: ReadonlyMap<number, T>, span: number, visit: AgentVisit): T {
  const one = all.get(span);
  if (one === undefined) throw new Error(`visit ${visit.span} refers to ${span}, which it does not have`);
  return one;
}
