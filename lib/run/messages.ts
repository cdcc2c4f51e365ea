import { answerText } from "./answer-text.ts";
import type { ChatMessage } from "./chat-message.ts";
import { cutContext } from "./cut-for-model.ts";
import type { ModelReply, RequestPart } from "./event.ts";
import { asLegal, type Ids, legalMessages, noIds } from "./legal-messages.ts";
import type { Answer } from "./state.ts";
import type { Value } from "./value.ts";

/** Looks up what a request's parts refer to. Each function throws when it can't find it. */
export type PartSources = {
  /** The instructions of a plan step. */
  instructions(step: string): string;
  /** What a visit received; null: nothing. */
  received(span: number): Value | null;
  /** What a model call replied. */
  reply(span: number): Pick<ModelReply, "text" | "calls"> & { thinking?: Value | null };
  /** How a visit ended that a call asked for. */
  answer(span: number): Pick<Answer, "outcome" | "result">;
  /** The JSON text of a value. */
  load(value: Value): Promise<string>;
};

/**
 * The messages of a request, in a form that all providers accept, whatever a model wrote before. Empty instructions
 * have no message.
 */
export async function messagesOf(
  parts: readonly RequestPart[],
  sources: PartSources,
): Promise<ChatMessage[]> {
  return legalMessages(await Promise.all(parts.map((part) => messageOf(part, sources))));
}

/**
 * A visit's conversation while it grows: what was put into words once is kept, so that a turn costs what it adds.
 */
export class Conversation {
  private readonly messages: ChatMessage[] = [];
  private readonly ids: Ids = noIds();
  private parts = 0;

  /** The messages of these parts, which begin with those asked for before, and of what is still to be `added`. */
  async of(
    parts: readonly RequestPart[],
    added: readonly RequestPart[],
    sources: PartSources,
  ): Promise<ChatMessage[]> {
    const from = this.parts;
    const fresh = await Promise.all(parts.slice(from).map((part) => messageOf(part, sources)));
    // Somebody else may have asked for the same meanwhile.
    if (this.parts === from) {
      this.messages.push(...legalMessages(fresh, this.ids));
      this.parts = parts.length;
    }
    if (added.length === 0) return asLegal([...this.messages]);
    const { used, sent } = this.ids;
    const later = await Promise.all(added.map((part) => messageOf(part, sources)));
    const ids = { used: new Set(used), sent: new Map([...sent].map(([id, all]) => [id, [...all]])) };
    return asLegal([...this.messages, ...legalMessages(later, ids)]);
  }
}

async function messageOf(part: RequestPart, sources: PartSources): Promise<ChatMessage> {
  const { load } = sources;
  switch (part.role) {
    case "system":
      return { role: "system", content: sources.instructions(part.step) };
    case "context": {
      const received = sources.received(part.span);
      const content = received ? await load(received) : "{}";
      return { role: "user", content: part.most === undefined ? content : cutContext(content, part.most) };
    }
    case "assistant": {
      const reply = sources.reply(part.span);
      const calls = await Promise.all(
        reply.calls.map(async ({ id, name, arguments: given }) => ({
          id,
          name,
          arguments: await load(given),
        })),
      );
      const thinking = reply.thinking && { thinking: String(JSON.parse(await load(reply.thinking))) };
      return { role: "assistant", content: String(JSON.parse(await load(reply.text))), calls, ...thinking };
    }
    case "result": {
      const { outcome, result } = sources.answer(part.span);
      const { callId, form, reference, most } = part;
      const content = answerText({ outcome, result: result && (await load(result)), form, reference, most });
      return { role: "tool", callId, content };
    }
    case "refusal":
      return {
        role: "tool",
        callId: part.callId,
        content: JSON.stringify({ error: { code: "refused", message: part.text, retryable: true } }),
      };
    case "correction":
      return { role: "user", content: part.text };
    case "remark":
      return { role: "user", content: String(JSON.parse(await load(part.value))) };
  }
}
