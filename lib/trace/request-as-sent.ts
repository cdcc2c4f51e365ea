import { answerText } from "../run/answer-text.ts";
import type { ChatMessage } from "../run/chat-message.ts";
import type { RequestPart } from "../run/event.ts";
import { legalMessages } from "../run/legal-messages.ts";
import type { Outcome } from "../run/outcome.ts";
import type { Value } from "../run/value.ts";
import type { Span, Trace } from "./trace.ts";

/** Where the texts are that the log only refers to. */
export type RequestSources = {
  /** The instructions of a plan step. */
  instructions(step: string): string;
  /** The JSON text of a value, loaded where it is not in its event. */
  load(value: Value): Promise<string>;
};

/** The parts of a model call's request, from the first, with how many of them earlier calls had sent already. */
export function requestParts(trace: Trace, span: Span): { parts: RequestPart[]; sentBefore: number } {
  const before: RequestPart[][] = [];
  for (let at = earlier(trace, span); at !== undefined; at = earlier(trace, at))
    before.unshift(at.request?.append ?? []);
  const earlierParts = before.flat();
  return { parts: [...earlierParts, ...(span.request?.append ?? [])], sentBefore: earlierParts.length };
}

function earlier(trace: Trace, span: Span): Span | undefined {
  return span.request?.previous == null ? undefined : trace.spans.get(span.request.previous);
}

/**
 * The messages of a model call, the last one for the last part; empty instructions have none. What the endpoint needed
 * otherwise stands in the reply's quirks. Throws when something they refer to is not in the trace.
 */
export async function requestAsSent(
  trace: Trace,
  span: Span,
  sources: RequestSources,
): Promise<ChatMessage[]> {
  const { parts } = requestParts(trace, span);
  return legalMessages(await Promise.all(parts.map((part) => messageOf(trace, part, sources))));
}

async function messageOf(
  trace: Trace,
  part: RequestPart,
  { instructions, load }: RequestSources,
): Promise<ChatMessage> {
  switch (part.role) {
    case "system":
      return { role: "system", content: instructions(part.step) };
    case "context": {
      const { received } = spanOf(trace, part.span);
      return { role: "user", content: received ? await load(received) : "{}" };
    }
    case "assistant": {
      const { reply } = spanOf(trace, part.span);
      if (!reply)
        throw new Error(`run ${trace.runId}: the model call ${part.span} has no reply to send back`);
      const calls = await Promise.all(
        reply.calls.map(async (call) => ({
          id: call.id,
          name: call.name,
          arguments: await load(call.arguments),
        })),
      );
      const thinking = reply.thinking && { thinking: String(JSON.parse(await load(reply.thinking))) };
      return { role: "assistant", content: String(JSON.parse(await load(reply.text))), calls, ...thinking };
    }
    case "result": {
      const answer = spanOf(trace, part.span);
      const content = answerText({
        outcome: outcomeOf(answer),
        result: answer.result && (await load(answer.result)),
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

function spanOf(trace: Trace, id: number): Span {
  const span = trace.spans.get(id);
  if (!span) throw new Error(`run ${trace.runId}: a request refers to ${id}, which the trace does not have`);
  return span;
}

function outcomeOf(span: Span): Outcome {
  switch (span.state) {
    case "failed":
    case "unknown":
      return {
        status: span.state,
        failure: span.failure ?? { code: span.state, message: `It ended ${span.state}.`, retryable: false },
      };
    case "running":
    case "waiting":
      throw new Error(`span ${span.id} has not ended, so no request can hold its result`);
    case "ok":
    case "cancelled":
    case "lost":
      return { status: span.state };
  }
}
