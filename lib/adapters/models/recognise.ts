import type { Failure } from "../../run/outcome.ts";
import type { Fetch } from "./keep-alive-fetch.ts";
import { LIST_TIMEOUT_MS, listModels } from "./list-models.ts";
import { guessProvider, type Provider } from "./providers.ts";

/** A connection that was recognised and tested, with the models it lists, or what is wrong and what to do. */
export type Recognised =
  | { ok: true; provider: string; baseUrl: string; models: string[]; note: string | null }
  | { ok: false; provider: string | null; baseUrl: string | null; failure: Failure };

/**
 * Tells what a pasted key and/or base URL belong to and tests them in place by listing the models. Loopback addresses
 * are fine: the owner gives them. A key of an unknown form is never sent anywhere.
 */
export async function recognise(
  given: { key: string | null; baseUrl: string | null },
  { fetch, timeoutMs = LIST_TIMEOUT_MS, signal }: { fetch: Fetch; timeoutMs?: number; signal?: AbortSignal },
): Promise<Recognised> {
  const guess = guessProvider(given);
  switch (guess.kind) {
    case "provider":
      return test(guess.provider);
    case "unknown-key":
      return refused(
        "needs-address",
        "This key has no form that tells its provider. Add the base URL of the endpoint, such as https://host/v1.",
      );
    case "needs-address":
    case "bad-address":
      return refused(guess.kind, guess.message);
  }

  async function test({ name, baseUrl, note }: Provider): Promise<Recognised> {
    const secret = given.key?.trim() || null;
    const listed = await listModels({ baseUrl, secret, fetch, timeoutMs, signal });
    switch (listed.kind) {
      case "listed":
        return { ok: true, provider: name, baseUrl, models: listed.models, note: joined(note, listed.note) };
      case "unlisted":
        return { ok: true, provider: name, baseUrl, models: [], note: joined(note, listed.note) };
      case "failed":
        return { ok: false, provider: name, baseUrl, failure: listed.failure };
    }
  }
}

function joined(...notes: (string | null)[]): string | null {
  return notes.filter((note) => note !== null).join(" ") || null;
}

function refused(code: string, message: string): Recognised {
  return { ok: false, provider: null, baseUrl: null, failure: { code, message, retryable: false } };
}

/** Where Ollama listens unless told otherwise. */
export const OLLAMA_BASE_URL = "http://127.0.0.1:11434/v1";

/** The models of an Ollama on its usual local port, or null when none answers there within `timeoutMs`. */
export async function probeOllama({
  fetch,
  timeoutMs = 500,
  baseUrl = OLLAMA_BASE_URL,
}: {
  fetch: Fetch;
  timeoutMs?: number;
  baseUrl?: string;
}): Promise<{ baseUrl: string; models: string[] } | null> {
  const listed = await listModels({ baseUrl, secret: null, fetch, timeoutMs });
  return listed.kind === "listed" ? { baseUrl, models: listed.models } : null;
}
