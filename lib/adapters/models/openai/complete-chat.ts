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
import { quote } from "./quote.ts";
import { readChunks } from "./read-chunks.ts";
import { usageOf } from "./read-usage.ts";
import { type Connection, requestHead } from "./request-head.ts";
import { statusError } from "./status-error.ts";
import { isStream, mediaType, WaitOverError, type Waits, watchResponse } from "./watch-response.ts";

/** Longest reply that is read, characters of text, thinking and arguments; what is too long for a call is the engine's to refuse. */
export const MAX_REPLY_CHARACTERS = 8_000_000;

/** Where and how one chat completion is made. */
export type ChatEndpoint = { connection: Connection; fetch: Fetch; waits: Waits };

/** A chat completion's result, without its price. */
export type ChatResult = Omit<ModelResult, "costNanos">;

/** What came of one request. `refused`: the endpoint took nothing of it, and said so. */
export type ChatEnd = ChatResult & { refused: ErrorFacts | null };

/**
 * Makes one streaming chat completion: the request as the OpenAI SDK builds it, errors as it words them, and the stream read
 * here. It never throws for what the endpoint does: the result carries the failure and whatever had arrived. How a complete
 * reply ended (cut, filtered, empty …) is for the engine to read. Usage that is not reported is estimated and marked.
 */
export async function completeChat(
  { connection, fetch, waits }: ChatEndpoint,
  body: ChatCompletionCreateParamsStreaming,
  onText: OnText,
  signal: AbortSignal,
): Promise<ChatEnd> {
  const { baseUrl, secret } = connection;
  const target: Target = { baseUrl, model: body.model, secret };
  const started = performance.now();
  const collector = collectReply(askedIn(body));
  const stop = new AbortController();
  const cancel = () => stop.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const watch = watchResponse(fetch, waits, stop);

  let failure: Failure | null = null;
  let refused: ErrorFacts | null = null;
  let taken = false;
  const problem = keyProblem(secret);
  try {
    failure = problem === null ? await read() : fault("unauthorized", problem, false);
  } catch (error) {
    // An event that is not whole when the body ends was cut, and is not the endpoint's idea of JSON.
    const cut = error instanceof SyntaxError && taken && watch.ended();
    failure = cut
      ? streamCut(baseUrl, "it ended in the middle of an event")
      : faultOf(error, target, watch.answered());
    if (error instanceof APIError && watch.answered()) refused = errorFacts(error);
  } finally {
    watch.stop();
    signal.removeEventListener("abort", cancel);
  }
  // Why it was stopped is asked of the signals, not of what was thrown.
  if (stop.signal.reason instanceof WaitOverError) failure = timedOut(stop.signal.reason, baseUrl);
  const cancelled = signal.aborted && !(stop.signal.reason instanceof WaitOverError);

  if (stop.signal.aborted && !watch.answered()) taken = watch.asked();

  collector.end(performance.now() - started);
  tell();
  const reply = collector.reply();
  return {
    text: reply.text,
    thinking: reply.thinking,
    calls: reply.calls,
    finishReason: reply.finishReason,
    model: reply.model ?? body.model,
    usage: usageOf(reply.usage, taken ? estimateUsage(body, reply) : NO_TOKENS),
    firstTokenMs: reply.firstTokenMs,
    chunks: reply.chunks,
    failure: cancelled ? null : failure,
    cancelled,
    refused: !stop.signal.aborted && reply.text === "" && reply.calls.length === 0 ? refused : null,
  };

  async function read(): Promise<Failure | null> {
    const { url, headers } = await requestHead(connection);
    const response = await watch.fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw await statusError(response);
    if (response.body === null) return emptyReply(response.status);
    if (!isStream(response.headers)) return readWhole(response);
    taken = true;
    let atMs = 0;
    const chunks = readChunks(response.headers, (chunk) => {
      collector.add(chunk, atMs);
      return !isTooLarge();
    });
    await watch.read(response.body, (text) => {
      atMs = performance.now() - started;
      const goesOn = chunks.add(text);
      tell();
      return goesOn;
    });
    if (watch.ended()) chunks.end();
    if (isTooLarge()) {
      stop.abort();
      return tooLarge();
    }
    if (watch.ended() && watch.bytes() === 0) return emptyReply(response.status);
    return endOf(chunks.isDone());
  }

  /** A reply in one piece, or what is none. */
  async function readWhole(response: Response): Promise<Failure | null> {
    const type = mediaType(response.headers);
    const text = await response.text();
    if (text.trim() === "") return emptyReply(response.status);
    const whole = type.endsWith("json") ? parseExact(text).value : null;
    if (!isJsonObject(whole ?? undefined)) return noStream(type, text);
    taken = true;
    if (isJsonObject(whole) && whole.error)
      throw new APIError(undefined, whole.error, undefined, response.headers);
    collector.add(whole, performance.now() - started);
    tell();
    return endOf(true);
  }

  /** Hands on what has been added since it was last told. */
  function tell() {
    const { text, thinking } = collector.fresh();
    if (thinking !== "") onText(thinking, "thinking");
    if (text !== "") onText(text, "answer");
  }

  /** `complete`: the stream said that it is done, or the reply came in one piece. */
  function endOf(complete: boolean): Failure | null {
    const { finishReason, choices } = collector.ending();
    if (!complete && finishReason === "") return streamCut(baseUrl, "it ended without saying so");
    if (choices === 0) {
      return fault(
        "bad-response",
        `Expected one choice in the reply of ${baseUrl}; none came. Try again; if it stays, check that the endpoint is OpenAI-compatible.`,
        true,
      );
    }
    return null;
  }

  function isTooLarge() {
    return collector.characters() > MAX_REPLY_CHARACTERS;
  }

  function tooLarge(): Failure {
    return fault(
      "reply-too-large",
      `Expected a reply of at most ${MAX_REPLY_CHARACTERS} characters from ${target.model}; more came, and reading stopped. Lower the step's output limit or ask for less.`,
      false,
    );
  }

  function emptyReply(status: number): Failure {
    return fault(
      "bad-response",
      `Expected a reply from ${baseUrl}; an empty one came (status ${status}, no content). Try again; if it stays, check that the base URL is the one of an OpenAI-compatible API.`,
      true,
    );
  }

  function noStream(type: string, text: string): Failure {
    return fault(
      "bad-response",
      `Expected a stream of events from ${baseUrl}; ${type} came: "${quote(text, secret)}". Check that the base URL is the one of an OpenAI-compatible API.`,
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

const NO_TOKENS = { inputTokens: 0, outputTokens: 0 };

/** Tokens by our own count: the prompt and what had arrived. Where the endpoint counted both, nobody asks for ours. */
function estimateUsage(
  body: ChatCompletionCreateParamsStreaming,
  { text, thinking, calls, usage }: CollectedReply,
) {
  if (usage?.inputTokens && usage.outputTokens) return NO_TOKENS;
  const written = text + thinking + calls.map((call) => call.name + call.arguments).join("");
  return { inputTokens: estimatePromptTokens(body), outputTokens: estimateTokens(written) };
}
