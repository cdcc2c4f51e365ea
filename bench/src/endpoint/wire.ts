import type { Reply } from "./script.ts";

const USAGE = { prompt_tokens: 120, completion_tokens: 24, total_tokens: 144 };
const created = Math.floor(Date.now() / 1000);
let lastId = 0;
// Some clients take two replies with one id for the same.
const newId = () => `chatcmpl-${++lastId}`;
const head = (id: string, model: string, object: string) => ({ id, object, created, model });

/** A chat completion in one piece, as JSON. */
export function whole(model: string, reply: Reply): string {
  const called = "call" in reply;
  const message = called
    ? { role: "assistant", content: null, tool_calls: [{ ...functionCall(reply.call), type: "function" }] }
    : { role: "assistant", content: reply.text };
  const choice = { index: 0, message, finish_reason: called ? "tool_calls" : "stop", logprobs: null };
  return JSON.stringify({ ...head(newId(), model, "chat.completion"), choices: [choice], usage: USAGE });
}

/** The same as a stream: an event for every four characters of text, a call in one event, usage, the end. */
export function streamed(model: string, reply: Reply): string {
  const of = { id: newId(), model };
  const opening = chunk(of, { role: "assistant", content: "call" in reply ? null : "" });
  if ("call" in reply) {
    const asked = chunk(of, { tool_calls: [{ index: 0, type: "function", ...functionCall(reply.call) }] });
    return opening + asked + ending(of, "tool_calls");
  }
  const pieces = reply.text.match(/[\s\S]{1,4}/g) ?? [];
  return opening + pieces.map((content) => chunk(of, { content })).join("") + ending(of, "stop");
}

/** Which completion an event belongs to. */
export type Completion = { id: string; model: string };

/** One event of a stream. */
export function chunk({ id, model }: Completion, delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...head(id, model, "chat.completion.chunk"), choices })}\n\n`;
}

/** The last events of a stream. */
export function ending(of: Completion, finish: string): string {
  const usage = { ...head(of.id, of.model, "chat.completion.chunk"), choices: [], usage: USAGE };
  return `${chunk(of, {}, finish)}data: ${JSON.stringify(usage)}\n\ndata: [DONE]\n\n`;
}

function functionCall({ id, name, arguments: text }: { id: string; name: string; arguments: string }) {
  return { id, function: { name, arguments: text } };
}
