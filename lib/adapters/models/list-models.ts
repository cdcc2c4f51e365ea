import { z } from "zod";
import type { Failure } from "../../run/outcome.ts";
import type { Fetch } from "./keep-alive-fetch.ts";
import { fault, faultOf, quote, timedOut } from "./openai/model-fault.ts";
import { createClient } from "./openai/openai-client.ts";
import { WaitOverError, watchResponse } from "./openai/watch-response.ts";

const ModelList = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

/** The models an endpoint offers, by name, or why they could not be listed. */
export type ListedModels = { ok: true; models: string[] } | { ok: false; failure: Failure };

/** Asks `GET /models` of an OpenAI-compatible endpoint: the cheapest test of an address and a key. */
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
  const stop = new AbortController();
  const waits = { firstByteMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs };
  const watch = watchResponse(fetch, waits, (over) => stop.abort(over));
  const target = { baseUrl, model: "", secret };
  try {
    const client = createClient({
      baseUrl,
      secret,
      fetch: watch.fetch,
      headers: headersFor(baseUrl, secret),
    });
    const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const answer: unknown = await client.get("/models", { signal: stopped });
    const list = ModelList.safeParse(answer);
    if (list.success) {
      // Gemini lists its models as "models/gemini-…" and takes them without.
      return { ok: true, models: list.data.data.map(({ id }) => id.replace(/^models\//, "")).sort() };
    }
    const came = quote(typeof answer === "string" ? answer : JSON.stringify(answer ?? null), secret);
    const message = `Expected a list of models from ${baseUrl}/models; "${came}" came. Check that the base URL is the one of an OpenAI-compatible API.`;
    return { ok: false, failure: fault("bad-response", message, false) };
  } catch (error) {
    if (stop.signal.reason instanceof WaitOverError) {
      return { ok: false, failure: timedOut(stop.signal.reason, baseUrl) };
    }
    const failure = faultOf(error, target, watch.answered());
    if (failure.code !== "not-found") return { ok: false, failure };
    const message = `There is no list of models at ${baseUrl}/models (404). Check the base URL; it usually ends in /v1.`;
    return { ok: false, failure: { ...failure, message } };
  } finally {
    watch.stop();
  }
}

/** Anthropic's compatibility covers chat completions only; its list of models wants its own headers. */
function headersFor(baseUrl: string, secret: string | null): Record<string, string | null> {
  if (secret === null || new URL(baseUrl).hostname !== "api.anthropic.com") return {};
  return { Authorization: null, "x-api-key": secret, "anthropic-version": "2023-06-01" };
}
