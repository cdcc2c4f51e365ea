import type { Completion } from "../../lib/adapters/models/completion-events.ts";
import { orderException } from "../../lib/graph/templates/order-exception.ts";
import { faithfulReply } from "../order-endpoint.ts";
import { MODEL } from "./drawing.ts";

const instructions = new Set(
  orderException().graph.nodes.flatMap((node) => ("instructions" in node ? [node.instructions] : [])),
);

/** What a model that follows the order template replies; null for a body of another workflow. */
export function orderReply(body: unknown): Completion | null {
  if (typeof body !== "object" || body === null || !("messages" in body) || !Array.isArray(body.messages))
    throw new Error("expected a chat request");
  if (!instructions.has(body.messages[0]?.content)) return null;
  const reply = faithfulReply(body);
  if (reply.kind !== "reply" || !reply.usage) throw new Error("expected a whole reply of the order template");
  const calls = (reply.calls ?? []).map((call, index) => ({ ...call, id: call.id ?? `call-${index}` }));
  const { text = "", finishReason = "stop", usage } = reply;
  return { id: "chatcmpl-order", model: MODEL, created: 0, text, calls, finishReason, usage };
}
