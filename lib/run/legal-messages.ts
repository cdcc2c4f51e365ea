import { isJsonObject, type Json } from "../graph/json.ts";
import type { ChatMessage } from "./chat-message.ts";

/** Names of calls and schemas that every provider accepts. */
export const LEGAL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Ids of calls that every provider accepts: OpenAI takes at most 40 characters, Anthropic no others than these. */
export const LEGAL_ID = /^[a-zA-Z0-9_-]{1,40}$/;

/** Stands in for an empty message: providers refuse those, and expect turns to alternate. */
export const NO_WORDS = "(empty)";

type Calls = Extract<ChatMessage, { role: "assistant" }>["calls"];

/**
 * The same conversation in a form that all providers accept: no empty messages, an id for every call that is unique
 * in the conversation, legal names, arguments that are a JSON object, and no half characters. What is already legal
 * is unchanged.
 */
export function legalMessages(messages: readonly ChatMessage[], ids = noIds()): ChatMessage[] {
  return legal.has(messages) ? [...messages] : messages.flatMap((message) => legalMessage(message, ids));
}

const legal = new WeakSet<readonly ChatMessage[]>();

/**
 * Says of a list that all of it came out of `legalMessages`, with the same ids, so that it is not looked through again:
 * each request of a conversation has all messages of the one before.
 */
export function asLegal(messages: ChatMessage[]): ChatMessage[] {
  legal.add(messages);
  return messages;
}

/**
 * Ids in use, and those of the last reply's calls: as the model wrote them, and as they are sent, in order. Whoever
 * goes on with a conversation keeps them.
 */
export type Ids = { used: Set<string>; sent: Map<string, string[]> };

/** Those of a conversation that has not begun. */
export const noIds = (): Ids => ({ used: new Set(), sent: new Map() });

function legalMessage(message: ChatMessage, ids: Ids): ChatMessage[] {
  switch (message.role) {
    case "system":
      return message.content.trim() === "" ? [] : [withWords(message)];
    case "user":
      return [withWords(message)];
    case "assistant": {
      if (message.calls.length === 0) return [withWords(message)];
      const calls = legalCalls(message.calls, ids.used);
      ids.sent = new Map();
      for (const [index, { id }] of message.calls.entries())
        ids.sent.set(id, [...(ids.sent.get(id) ?? []), calls[index]?.id ?? id]);
      return [{ ...message, content: message.content.toWellFormed(), calls }];
    }
    case "tool":
      return [withWords({ ...message, callId: ids.sent.get(message.callId)?.shift() ?? message.callId })];
  }
}

function withWords<Message extends { content: string }>(message: Message): Message {
  const content = message.content.trim() === "" ? NO_WORDS : message.content.toWellFormed();
  return { ...message, content };
}

function legalCalls(calls: Calls, used: Set<string>): Calls {
  return calls.map(({ id: wanted, name, arguments: text }) => {
    let id = wanted;
    // Derived from the messages before it, so the same conversation always gets the same ids.
    for (let ordinal = used.size + 1; !LEGAL_ID.test(id) || used.has(id); ordinal += 1)
      id = `call_${ordinal}`;
    used.add(id);
    return { id, name: legalName(name), arguments: objectText(text) };
  });
}

/** The name with every character that is not allowed as `_`, at most 64 of them; `unnamed` for none. */
export function legalName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "unnamed";
}

/**
 * Arguments as the text of a JSON object: unchanged, or the object that a text contains, or else the text under a
 * name.
 */
function objectText(text: string): string {
  const json = parsed(text);
  if (json !== undefined && isJsonObject(json)) return text.toWellFormed();
  if (typeof json !== "string") return JSON.stringify(json === undefined ? wrapped(text) : { value: json });
  // Malformed arguments are in the log as a JSON text of what the model wrote.
  const inner = parsed(json);
  return inner !== undefined && isJsonObject(inner) ? json.toWellFormed() : JSON.stringify(wrapped(json));
}

function wrapped(text: string): { malformed?: string } {
  return text.trim() === "" ? {} : { malformed: text.toWellFormed() };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
