import type { JsonObject } from "../graph/json.ts";
import type { AgentStep } from "../plan/plan.ts";
import type { RequestPart } from "../run/event.ts";
import { Conversation } from "../run/messages.ts";
import type { AgentVisit, Answer, RunState, TurnCall } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import type { ModelCall, Simulation } from "./ports.ts";
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
      ...handoffsOf(run.state, step, visit),
    },
    instant: run.state.instant,
  };
}

/** The calls of a visit by which it may give control away; nothing where there are none. */
function handoffsOf(state: RunState, step: AgentStep, visit: AgentVisit): Pick<Simulation, "handoffs"> {
  const handoffs = step.calls.flatMap(({ name, means }) =>
    means.kind === "handoff" ? [{ name, means }] : [],
  );
  if (handoffs.length === 0) return {};
  const { flows } = frameOf(state, visit).plan;
  const to = handoffs.map(({ name, means }) => ({
    name,
    back: flows.some(({ edge, back }) => edge === means.edge && back !== null),
  }));
  return { handoffs: { to, round: visit.path.at(-1)?.visit ?? 0 } };
}

/** The conversation of each request that grows. */
const conversations = new WeakMap<RequestPart[], Conversation>();

function visitMessages(values: Values, step: AgentStep, visit: AgentVisit) {
  const conversation = conversations.get(visit.request) ?? new Conversation();
  conversations.set(visit.request, conversation);
  // Before the call begins, its request is what the log has and what will be added.
  const added = visit.calls.size > 0 ? [] : appendedParts(step, visit);
  return conversation.of(visit.request, added, {
    instructions: () => step.instructions,
    received: () => (visit.received.state === "ready" ? visit.received.value : null),
    // What is put into words is near the end.
    reply: (span) =>
      known(
        visit.turns.findLast((turn) => turn.model === span),
        span,
        visit,
      ),
    answer: (span) => known(answerOf(visit, span), span, visit),
    load: (value) => values.text(value),
  });
}

function answerOf({ turns }: AgentVisit, span: number): Answer | null | undefined {
  const isIt = (call: TurnCall) => call.answer?.span === span;
  return turns.findLast(({ calls }) => calls.some(isIt))?.calls.find(isIt)?.answer;
}

function known<T>(one: T | null | undefined, span: number, visit: AgentVisit): T {
  if (one === undefined || one === null)
    throw new Error(`visit ${visit.span} refers to ${span}, which it does not have`);
  return one;
}
