import type { ScriptedReply } from "../lib/adapters/models/scripted/scripted-reply.ts";
import { answerRequest } from "../lib/adapters/models/simulated/answer-request.ts";
import { orderException } from "../lib/graph/templates/order-exception.ts";

const agents = orderException().graph.nodes.filter(
  (node) => node.kind === "agent" || node.kind === "supervisor",
);

/** The template's agent whose instructions a chat request carries. */
function askerOf(body: { messages: { content: unknown }[] }) {
  const asker = agents.find((agent) => agent.instructions === body.messages[0]?.content);
  if (!asker) throw new Error("expected a request of an agent of the order exception");
  return asker;
}

/** The name of the agent that a request comes from. */
export const askedBy = (body: unknown): string => askerOf(chatBody(body)).name;

/**
 * What a model that follows the template to the letter replies: the words of a simulated run, over HTTP and at a pace
 * of its own.
 */
export function faithfulReply(body: unknown, msPerToken = 0): ScriptedReply {
  const request = chatBody(body);
  const asker = askerOf(request);
  const simulation = JSON.stringify({ reply: asker.kind === "agent" ? asker.simulatedReply : null });
  const answer = answerRequest(JSON.stringify({ ...request, metadata: { simulation } }));
  if (!answer.ok) throw new Error(answer.error.message);
  const { text, calls, finishReason, usage } = answer.completion;
  return { kind: "reply", text, calls, finishReason, usage, msPerToken, firstTokenMs: msPerToken * 20 };
}

function chatBody(body: unknown): { messages: { content: unknown }[] } {
  if (typeof body !== "object" || body === null || !("messages" in body) || !Array.isArray(body.messages))
    throw new Error("expected a chat request");
  return { ...body, messages: body.messages };
}
