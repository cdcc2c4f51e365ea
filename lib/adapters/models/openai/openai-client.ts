import OpenAI from "openai";
import type { Fetch } from "../keep-alive-fetch.ts";

/** An SDK client that retries nothing, times nothing out by itself and takes nothing from the environment. A header of null is left out. */
export function createClient({
  baseUrl,
  secret,
  fetch,
  headers,
}: {
  baseUrl: string;
  secret: string | null;
  fetch: Fetch;
  headers?: Record<string, string | null>;
}): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: secret ?? "none",
    // What the SDK would otherwise read from the environment belongs to no workspace.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: 2_147_483_647,
    fetch,
    defaultHeaders: {
      ...(secret === null && { Authorization: null }),
      ...(secret !== null && isAzure(baseUrl) && { "api-key": secret }),
      ...headers,
    },
  });
}

function isAzure(baseUrl: string): boolean {
  return /\.azure\.com$/i.test(new URL(baseUrl).hostname);
}
