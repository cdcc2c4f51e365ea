import { APIError } from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ModelResult } from "../../../engine/ports.ts";
import type { Failure } from "../../../run/outcome.ts";
import type { Usage } from "../../../run/usage.ts";
import type { Fetch } from "../keep-alive-fetch.ts";
import { estimatePromptTokens, estimateTokens } from "../token-estimate.ts";
import { type CollectedReply, collectReply } from "./collect-reply.ts";
import { fault, faultOf, quote, streamCut, type Target, timedOut } from "./model-fault.ts";
import { createClient } from "./openai-client.ts";
import { WaitOverError, type Waits, watchResponse } from "./watch-response.ts";

/** Longest reply that is read, characters of text and arguments; what is too long for a call is the engine's to refuse. */
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

/**
 * Makes one streaming chat completion through the OpenAI SDK. It never throws for what the endpoint does: the result
 * carries the failure and whatever had arrived. Usage that is not reported is estimated and marked.
 */
export async function completeChat(
  endpoint: ChatEndpoint,
  body: ChatCompletionCreateParamsStreaming,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<ChatResult> {
  const target: Target = { baseUrl: endpoint.baseUrl, model: body.model, secret: endpoint.secret };
  const started = performance.now();
  const collector = collectReply();
  const stop = new AbortController();
  const cancel = () => stop.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const watch = watchResponse(endpoint.fetch, endpoint.waits, (over) => stop.abort(over));

  let failure: Failure | null = null;
  let taken = false;
  try {
    failure = await read();
  } catch (error) {
    failure = faultOf(error, target, watch.answered());
  } finally {
    watch.stop();
    signal.removeEventListener("abort", cancel);
  }
  // The SDK ends quietly when it is stopped, so why it was is asked of the signals, not of what it threw.
  if (stop.signal.reason instanceof WaitOverError) failure = timedOut(stop.signal.reason, target.baseUrl);
  const cancelled = signal.aborted && !(stop.signal.reason instanceof WaitOverError);

  if (stop.signal.aborted && !watch.answered()) taken = watch.asked();

  const reply = collector.reply();
  return {
    text: reply.text,
    calls: reply.calls,
    finishReason: reply.finishReason ?? "unknown",
    model: reply.model ?? body.model,
    usage: reply.usage ?? estimateUsage(body, reply, taken),
    firstTokenMs: reply.firstTokenMs,
    chunks: reply.chunks,
    failure: cancelled ? null : failure,
    cancelled,
  };

  async function read(): Promise<Failure | null> {
    const { data, response } = await createClient({ ...endpoint, fetch: watch.fetch })
      .chat.completions.create(body, { signal: stop.signal })
      .withResponse();
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (type === "application/json") {
      taken = true;
      const whole: unknown = await response.json();
      if (typeof whole === "object" && whole !== null && "error" in whole && whole.error) {
        throw new APIError(undefined, whole.error, undefined, response.headers);
      }
      add(whole);
      return endOf(true);
    }
    if (type !== "text/event-stream" && type !== "") {
      const text = await response.text();
      return fault(
        "bad-response",
        `Expected a stream of events from ${target.baseUrl}; ${type} came: "${quote(text, target.secret)}". Check that the base URL is the one of an OpenAI-compatible API.`,
        false,
      );
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
    return endOf(!watch.ended());
  }

  function add(chunk: unknown) {
    const text = collector.add(chunk, performance.now() - started);
    if (text !== "") onText(text);
  }

  function tooLarge() {
    return collector.characters() > MAX_REPLY_CHARACTERS;
  }

  /** `complete`: the stream said that it is done, or the reply came in one piece. */
  function endOf(complete: boolean): Failure | null {
    const { finishReason, choices } = collector.reply();
    if (!complete && finishReason === null) return streamCut(target.baseUrl, "it ended without saying so");
    if (choices === 0) {
      return fault(
        "bad-response",
        `Expected one choice in the reply of ${target.baseUrl}; none came. Try again; if it stays, check that the endpoint is OpenAI-compatible.`,
        true,
      );
    }
    if (finishReason === "content_filter") {
      return fault(
        "content-filter",
        "The provider's content filter stopped the reply. What had arrived is kept; change the input or the instructions.",
        false,
      );
    }
    return null;
  }
}

/** Tokens by our own count: nothing when the request was never taken, else the prompt and what had arrived. */
function estimateUsage(
  body: ChatCompletionCreateParamsStreaming,
  reply: CollectedReply,
  taken: boolean,
): Usage {
  if (!taken) return { inputTokens: 0, cachedTokens: 0, outputTokens: 0, estimated: false };
  const written = reply.text + reply.calls.map((call) => call.name + call.arguments).join("");
  return {
    inputTokens: estimatePromptTokens(body),
    cachedTokens: 0,
    outputTokens: estimateTokens(written),
    estimated: true,
  };
}
