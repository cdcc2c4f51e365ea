import type { Reply } from "./script.ts";

const USAGE = { prompt_tokens: 120, completion_tokens: 24, total_tokens: 144 };
const created = Math.floor(Date.now() / 1000);
const head = (model: string, object: string) => ({ id: "chatcmpl-bench", object, created, model });

/** A chat completion in one piece, as JSON. */
export function whole(model: string, reply: Reply): string {
  const called = "call" in reply;
  const message = called
    ? { role: "assistant", content: null, tool_calls: [{ ...functionCall(reply.call), type: "function" }] }
    : { role: "assistant", content: reply.text };
  const choice = { index: 0, message, finish_reason: called ? "tool_calls" : "stop", logprobs: null };
  return JSON.stringify({ ...head(model, "chat.completion"), choices: [choice], usage: USAGE });
}

/** The same as a stream: an event for every four characters of text, a call in one event, usage, the end. */
export function streamed(model: string, reply: Reply): string {
  const opening = chunk(model, { role: "assistant", content: "call" in reply ? null : "" });
  if ("call" in reply) {
    const asked = chunk(model, { tool_calls: [{ index: 0, type: "function", ...functionCall(reply.call) }] });
    return opening + asked + ending(model, "tool_calls");
  }
  const pieces = reply.text.match(/[\s\S]{1,4}/g) ?? [];
  return opening + pieces.map((content) => chunk(model, { content })).join("") + ending(model, "stop");
}

/** One event of a stream. */
export function chunk(model: string, delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...head(model, "chat.completion.chunk"), choices })}\n\n`;
}

/** The last events of a stream. */
export function ending(model: string, finish: string): string {
  const usage = { ...head(model, "chat.completion.chunk"), choices: [], usage: USAGE };
  return `${chunk(model, {}, finish)}data: ${JSON.stringify(usage)}\n\ndata: [DONE]\n\n`;
}

function functionCall({ id, name, arguments: text }: { id: string; name: string; arguments: string }) {
  return { id, function: { name, arguments: text } };
}
