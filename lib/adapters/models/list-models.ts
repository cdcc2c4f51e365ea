import { APIError } from "openai";
import type { Failure } from "../../run/outcome.ts";
import type { Fetch } from "./keep-alive-fetch.ts";
import { keyProblem } from "./key-form.ts";
import { modelNames } from "./model-list.ts";
import { errorFacts } from "./openai/error-facts.ts";
import { fault } from "./openai/fault-code.ts";
import { faultOf } from "./openai/model-fault.ts";
import { createClient } from "./openai/openai-client.ts";
import { quote } from "./openai/quote.ts";
import { WaitOverError, watchResponse } from "./openai/watch-response.ts";

/** The longest list that is read, bytes. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;

/**
 * The result of asking for the models. `listed`: by name; `note` says what was left out. `unlisted`: something
 * answers but has no readable list, which does not prevent calls; `note` says what came. `failed`: calls would
 * fail, too.
 */
export type ListedModels =
  | { kind: "listed"; models: string[]; note: string | null }
  | { kind: "unlisted"; note: string }
  | { kind: "failed"; failure: Failure };

/** How long a list may take: longer than connecting may, so that the two can be told apart. */
export const LIST_TIMEOUT_MS = 12_000;

/** Requests `GET /models` from an OpenAI-compatible endpoint: the cheapest test of an address and a key. */
export async function listModels({
  baseUrl,
  secret,
  fetch,
  timeoutMs,
  signal,
}: {
  baseUrl: string;
  secret: string | null;
  fetch: Fetch;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<ListedModels> {
  const problem = keyProblem(secret);
  if (problem !== null) return { kind: "failed", failure: fault("unauthorized", problem, false) };
  const stop = new AbortController();
  const waits = { firstByteMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs };
  const cancel = () => stop.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  const watch = watchResponse(fetch, waits, stop);
  try {
    const client = createClient({
      baseUrl,
      secret,
      fetch: watch.fetch,
      headers: headersFor(baseUrl, secret),
    });
    const text = await bounded(await client.get("/models").asResponse());
    const listed = text === null ? null : modelNames(parsed(text));
    if (listed) return { kind: "listed", ...listed };
    const came = text === null ? "more than can be read" : `“${quote(text, secret)}”`;
    return unlisted(`in place of a list of models at ${baseUrl}/models came ${came}`);
  } catch (error) {
    // That nothing takes the connection is told before, by the fetch.
    if (stop.signal.reason instanceof WaitOverError)
      return unlisted(`its list of models was not there after ${timeoutMs / 1000} s`);
    const failure = faultOf(error, { baseUrl, model: "", secret }, watch.answered());
    if (!watch.answered() || FAILS_CALLS.has(failure.code)) return { kind: "failed", failure };
    const { status, said } = error instanceof APIError ? errorFacts(error) : { status: undefined, said: "" };
    return unlisted(
      `no list of models came from ${baseUrl}/models${status === undefined ? "" : ` (${status})`}: ${quote(said, secret)}`,
    );
  } finally {
    watch.stop();
    signal?.removeEventListener("abort", cancel);
  }
}

/** What keeps calls from being made, not the list alone. */
const FAILS_CALLS = new Set(["unauthorized", "tls", "unreachable", "bad-response"]);

function unlisted(what: string): ListedModels {
  return {
    kind: "unlisted",
    note: `It answers, but ${what}. Models can be typed in the steps; if calls fail, check the base URL, which usually ends in /v1.`,
  };
}

/** The body as text, or null when it is longer than is read. */
async function bounded(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_LIST_BYTES) return null;
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Anthropic's compatibility covers chat completions only; its list of models wants its own headers. */
function headersFor(baseUrl: string, secret: string | null): Record<string, string | null> {
  if (secret === null || new URL(baseUrl).hostname !== "api.anthropic.com") return {};
  return { Authorization: null, "x-api-key": secret, "anthropic-version": "2023-06-01" };
}
