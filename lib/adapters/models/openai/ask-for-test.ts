import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import { expect } from "vitest";
import type { OnText } from "../../../engine/ports.ts";
import { createKeepAliveFetch } from "../keep-alive-fetch.ts";
import { completeChat } from "./complete-chat.ts";
import type { Waits } from "./watch-response.ts";

/** The key that `askForTest` sends. */
export const TEST_KEY = "sk-test-1234567890abcdef";

/** The request body that `askForTest` sends. */
export const TEST_BODY = {
  model: "test-model",
  messages: [{ role: "user", content: "Where is order A-1?" }] as ChatCompletionMessageParam[],
  stream: true as const,
  stream_options: { include_usage: true },
};

const wire = createKeepAliveFetch({ connectTimeoutMs: 2_000 });

/** Makes one completion, checks that its pieces make its text and its thinking; `onText` gets the text so far. */
export async function askForTest({
  baseUrl,
  secret = TEST_KEY,
  waits = { firstByteMs: 5_000, idleMs: 5_000, totalMs: 10_000 },
  signal = new AbortController().signal,
  messages = TEST_BODY.messages,
  onText = () => {},
}: {
  baseUrl: string;
  secret?: string | null;
  waits?: Waits;
  signal?: AbortSignal;
  messages?: ChatCompletionMessageParam[];
  onText?: (text: string) => void;
}) {
  const pieces: string[] = [];
  const thoughts: string[] = [];
  const endpoint = { connection: { baseUrl, secret }, fetch: wire.fetch, waits };
  const take: OnText = (text, part) => {
    (part === "answer" ? pieces : thoughts).push(text);
    if (part === "answer") onText(pieces.join(""));
  };
  const result = await completeChat(endpoint, { ...TEST_BODY, messages }, take, signal);
  expect(pieces.join("")).toBe(result.text);
  expect(thoughts.join("").trim()).toBe(result.thinking);
  return { ...result, pieces, thoughts };
}
