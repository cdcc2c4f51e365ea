import type { ChatMessage } from "../run/chat-message.ts";
import type { RequestPart } from "../run/event.ts";
import { messagesOf, type PartSources } from "../run/messages.ts";
import type { Outcome } from "../run/outcome.ts";
import type { Span, Trace } from "./trace.ts";

/** Where to find the texts that the log only refers to. */
export type RequestSources = Pick<PartSources, "load"> & {
  /** The instructions of a step, which is in the same graph as the model call `span`. */
  instructions(step: string, span: Span): string;
};

/** All parts of a model call's request, in order, and how many of them earlier calls had already sent. */
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
 * The messages that a model call sent, the last one for the last part; empty instructions have none. The reply's
 * quirks tell how the endpoint needed them changed. Throws when the trace lacks something that they refer to.
 */
export function requestAsSent(trace: Trace, span: Span, sources: RequestSources): Promise<ChatMessage[]> {
  return messagesOf(requestParts(trace, span).parts, {
    load: sources.load,
    instructions: (step) => sources.instructions(step, span),
    received: (id) => spanOf(trace, id).received,
    reply: (id) => {
      const { reply } = spanOf(trace, id);
      if (!reply) throw new Error(`run ${trace.runId}: the model call ${id} has no reply to send back`);
      return reply;
    },
    answer: (id) => {
      const answer = spanOf(trace, id);
      return { outcome: outcomeOf(answer), result: answer.result };
    },
  });
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
