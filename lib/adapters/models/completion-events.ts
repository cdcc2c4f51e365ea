/** A reply to be sent as a chat completion. Arguments are text, so that broken ones can be sent, too. */
export type Completion = {
  id: string;
  model: string;
  /** Unix seconds. */
  created: number;
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  finishReason: string;
  usage: { prompt_tokens: number; completion_tokens: number } | null;
};

/** A server-sent event and how many tokens of the reply it carries. */
export type CompletionEvent = { data: string; tokens: number };

/** The last event of every complete stream. */
export const DONE = "data: [DONE]\n\n";

/** The events of a streamed chat completion, about one token each, `[DONE]` included. */
export function* completionEvents(completion: Completion): Generator<CompletionEvent> {
  yield chunk({ role: "assistant", content: completion.calls.length > 0 ? null : "" }, 0);
  for (const content of pieces(completion.text)) yield chunk({ content }, 1);
  for (const [index, call] of completion.calls.entries()) {
    const opening = { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
    yield chunk({ tool_calls: [opening] }, 1);
    for (const part of pieces(call.arguments)) {
      yield chunk({ tool_calls: [{ index, function: { arguments: part } }] }, 1);
    }
  }
  yield chunk({}, 0, completion.finishReason);
  if (completion.usage) {
    yield { data: event({ ...head(), choices: [], usage: withTotal(completion.usage) }), tokens: 0 };
  }
  yield { data: DONE, tokens: 0 };

  function head() {
    const { id, model, created } = completion;
    return { id, object: "chat.completion.chunk", created, model };
  }
  function chunk(delta: object, tokens: number, finish: string | null = null): CompletionEvent {
    return { data: event({ ...head(), choices: [{ index: 0, delta, finish_reason: finish }] }), tokens };
  }
}

/** The same reply in one piece, for requests that don't ask for a stream. */
export function wholeCompletion({
  id,
  model,
  created,
  text,
  calls,
  finishReason,
  usage,
}: Completion): object {
  const asked = calls.map(({ id, name, arguments: args }) => ({
    id,
    type: "function",
    function: { name, arguments: args },
  }));
  const message = {
    role: "assistant",
    content: asked.length > 0 ? null : text,
    ...(asked.length > 0 && { tool_calls: asked }),
  };
  return {
    id,
    object: "chat.completion",
    created,
    model,
    choices: [{ index: 0, message, finish_reason: finishReason }],
    ...(usage && { usage: withTotal(usage) }),
  };
}

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function withTotal(usage: { prompt_tokens: number; completion_tokens: number }) {
  return { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens };
}

/** Text in pieces of about a token: four code points. */
export function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,4}/gu) ?? [];
}
