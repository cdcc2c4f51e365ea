import type { ModelCall } from "../../../engine/ports.ts";
import { type ChatBody, chatBody } from "../../../run/chat-body.ts";
import type { Quirk } from "../../../run/quirk.ts";

/** The body of a streaming chat completion for an endpoint with these quirks; the same call always results in the same body. */
export function requestBody(
  call: ModelCall,
  quirks: readonly Quirk[] = [],
): ChatBody & { metadata?: { simulation: string } } {
  const { choice, messages, tools, output, maxOutputTokens } = call;
  const body = chatBody({ model: choice.model, messages, tools, output, maxOutputTokens }, quirks);
  if (call.mode !== "simulated") return body;
  return { ...body, metadata: { simulation: JSON.stringify(call.simulation) } };
}
