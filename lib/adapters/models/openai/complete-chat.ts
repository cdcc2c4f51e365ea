import { APIError } from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ModelResult, OnText } from "../../../engine/ports.ts";
import { parseExact } from "../../../graph/exact-json.ts";
import { isJsonObject } from "../../../graph/json.ts";
import type { Failure } from "../../../run/outcome.ts";
import type { Fetch } from "../keep-alive-fetch.ts";
import { keyProblem } from "../key-form.ts";
import { estimatePromptTokens, estimateTokens } from "../token-estimate.ts";
import type { Asked } from "./collect-calls.ts";
import { type CollectedReply, collectReply } from "./collect-reply.ts";
import { type ErrorFacts, errorFacts } from "./error-facts.ts";
import { fault, type Target } from "./fault-code.ts";
import { faultOf, streamCut, timedOut } from "./model-fault.ts";
import { createClient } from "./openai-client.ts";
import { quote } from "./quote.ts";
import { usageOf } from "./read-usage.ts";
import type { Parted } from "./split-thinking.ts";
import { WaitOverError, type Waits, watchResponse } from "./watch-response.ts";

/** Longest reply that is read, characters of text, thinking and arguments; what is too long for a call is the engine's to refuse. */
export const MAX_REPLY_CHARACTERS = 8_000_000;

/** Where and how one chat completion is made. `headers` go with it besides the key. */
export type ChatEndpoint = {
  baseUrl: string;
  secret: string | null;
  fetch: Fetch;
  waits: Waits;
  headers?: Record<string, string>;
};

/** A chat completion's result, without its price. */
export type ChatResult = Omit<ModelResult, "costNanos">;

/** What came of one request. `refused`: the endpoint took nothing of it, and said so. */
export type ChatEnd = ChatResult & { refused: ErrorFacts | null };

/**
 * Makes one streaming chat completion through the OpenAI SDK. It never throws for what the endpoint does: the result
 * carries the failure and whatever had arrived. How a complete reply ended (cut, filtered, empty …) is for the engine to
 * read. Usage that is not reported is estimated and marked.
 */
export async function completeChat(
  endpoint: ChatEndpoint,
  body: ChatCompletionCreateParamsStreaming,
  onText: OnText,
  signal: AbortSignal,
): Promise<ChatEnd> {
  const target: Target = { baseUrl: endpoint.baseUrl, model: body.model, secret: endpoint.secret };
  const started = performance.now();
  const collector = collectReply(askedIn(body));
  const stop = new AbortController();
  const cancel = () => stop.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const watch = watchResponse(endpoint.fetch, endpoint.waits, (over) => stop.abort(over));

  let failure: Failure | null = null;
  let refused: ErrorFacts | null = null;
  let taken = false;
  const problem = keyProblem(endpoint.secret);
  try {
    failure = problem === null ? await read() : fault("unauthorized", problem, false);
  } catch (error) {
    // An event that is not whole when the body ends was cut, and is not the endpoint's idea of JSON.
    const cut = error instanceof SyntaxError && taken && watch.ended();
    failure = cut
      ? streamCut(target.baseUrl, "it ended in the middle of an event")
      : faultOf(error, target, watch.answered());
    if (error instanceof APIError && watch.answered()) refused = errorFacts(error);
  } finally {
    watch.stop();
    signal.removeEventListener("abort", cancel);
  }
  // The SDK ends quietly when it is stopped, so why it was is asked of the signals, not of what it threw.
  if (stop.signal.reason instanceof WaitOverError) failure = timedOut(stop.signal.reason, target.baseUrl);
  const cancelled = signal.aborted && !(stop.signal.reason instanceof WaitOverError);

  if (stop.signal.aborted && !watch.answered()) taken = watch.asked();

  tell(collector.end(performance.now() - started));
  const reply = collector.reply();
  return {
    text: reply.text,
    thinking: reply.thinking,
    calls: reply.calls,
    finishReason: reply.finishReason,
    model: reply.model ?? body.model,
    usage: usageOf(reply.usage, taken ? estimateUsage(body, reply) : { inputTokens: 0, outputTokens: 0 }),
    firstTokenMs: reply.firstTokenMs,
    chunks: reply.chunks,
    failure: cancelled ? null : failure,
    cancelled,
    refused: !stop.signal.aborted && reply.text === "" && reply.calls.length === 0 ? refused : null,
  };

  async function read(): Promise<Failure | null> {
    const { data, response } = await createClient({ ...endpoint, fetch: watch.fetch })
      .chat.completions.create(body, { signal: stop.signal })
      .withResponse();
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (response.body === null) return emptyReply(response.status);
    if (type !== "text/event-stream" && type !== "") {
      const text = await response.text();
      if (text.trim() === "") return emptyReply(response.status);
      const whole = type.endsWith("json") ? parseExact(text).value : null;
      if (!isJsonObject(whole ?? undefined)) return noStream(type, text);
      taken = true;
      if (isJsonObject(whole) && whole.error)
        throw new APIError(undefined, whole.error, undefined, response.headers);
      add(whole);
      return endOf(true);
    }
    taken = true;
    for await (const chunk of data) {
      add(chunk);
      if (tooLarge()) {
        stop.abort();
        return fault(
          "reply-too-large",
          `Expected a reply of at most ${MAX_REPLY_CHARACTERS} characters from ${target.model}; more came, and reading stopped. Lower the step's output limit or ask for less.`,
          false,
        );
      }
    }
    if (watch.ended() && watch.bytes() === 0) return emptyReply(response.status);
    return endOf(!watch.ended());
  }

  function add(chunk: unknown) {
    tell(collector.add(chunk, performance.now() - started));
  }

  function tell({ text, thinking }: Parted) {
    if (thinking !== "") onText(thinking, "thinking");
    if (text !== "") onText(text, "answer");
  }

  function tooLarge() {
    return collector.characters() > MAX_REPLY_CHARACTERS;
  }

  /** `complete`: the stream said that it is done, or the reply came in one piece. */
  function endOf(complete: boolean): Failure | null {
    const { finishReason, choices } = collector.reply();
    if (!complete && finishReason === "") return streamCut(target.baseUrl, "it ended without saying so");
    if (choices === 0) {
      return fault(
        "bad-response",
        `Expected one choice in the reply of ${target.baseUrl}; none came. Try again; if it stays, check that the endpoint is OpenAI-compatible.`,
        true,
      );
    }
    return null;
  }

  function emptyReply(status: number): Failure {
    return fault(
      "bad-response",
      `Expected a reply from ${target.baseUrl}; an empty one came (status ${status}, no content). Try again; if it stays, check that the base URL is the one of an OpenAI-compatible API.`,
      true,
    );
  }

  function noStream(type: string, text: string): Failure {
    return fault(
      "bad-response",
      `Expected a stream of events from ${target.baseUrl}; ${type} came: "${quote(text, target.secret)}". Check that the base URL is the one of an OpenAI-compatible API.`,
      false,
    );
  }
}

/** What the request offers to call, and the ids of calls that its conversation has. */
function askedIn({ messages, tools = [] }: ChatCompletionCreateParamsStreaming): Asked {
  return {
    offered: tools.flatMap((tool) => (tool.type === "function" ? [tool.function.name] : [])),
    ids: messages.flatMap((message) =>
      message.role === "assistant" ? (message.tool_calls ?? []).map(({ id }) => id) : [],
    ),
  };
}

/** Tokens by our own count: the prompt and what had arrived. */
function estimateUsage(body: ChatCompletionCreateParamsStreaming, { text, thinking, calls }: CollectedReply) {
  const written = text + thinking + calls.map((call) => call.name + call.arguments).join("");
  return { inputTokens: estimatePromptTokens(body), outputTokens: estimateTokens(written) };
}
