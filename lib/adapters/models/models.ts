import type { ModelCall, ModelResult, Models } from "../../engine/ports.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import type { Mask } from "../secrets/mask.ts";
import { createKeepAliveFetch, type Fetch } from "./keep-alive-fetch.ts";
import { type ChatEndpoint, completeChat } from "./openai/complete-chat.ts";
import { fault } from "./openai/model-fault.ts";
import { requestBody } from "./openai/request-body.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import { LIST_PRICES } from "./price-list.ts";
import { createSimulatedFetch, INSTANT_HEADER, SIMULATED_BASE_URL } from "./simulated/simulated-fetch.ts";

/** A model connection as it is needed for a call; `secret` null for endpoints without a key. */
export type ModelConnection = { baseUrl: string; secret: string | null };

/** Finds a workspace's connection; `connectionId` null is its default one. Null when there is none. */
export type FindModelConnection = (
  workspaceId: string,
  connectionId: string | null,
) => Promise<ModelConnection | null>;

/** What `createModels` is made of; everything but the connections has a default. */
export type ModelsOptions = {
  connection: FindModelConnection;
  /** What hides the secrets of all of a workspace's connections. */
  maskOf: (workspaceId: string) => Promise<Mask>;
  prices?: PriceBook;
  /** For real calls. */
  fetch?: Fetch;
  /** For simulated calls. */
  simulated?: Fetch;
  /** Longest wait for the first byte and between two bytes, ms; the call's own time limit holds besides. */
  firstByteMs?: number;
  idleMs?: number;
  /** Epoch ms, for the price that holds. */
  now?: () => number;
};

/**
 * The `Models` port: real endpoints through the OpenAI SDK, and the simulated model behind the same SDK. Nothing leaves here,
 * neither as it comes nor in the result, with a secret of the workspace in it.
 */
export function createModels({
  connection,
  maskOf,
  prices = createPriceBook(LIST_PRICES),
  fetch = createKeepAliveFetch().fetch,
  simulated = createSimulatedFetch(),
  firstByteMs = 120_000,
  idleMs = 60_000,
  now = Date.now,
}: ModelsOptions): Models {
  async function endpointOf(call: ModelCall): Promise<ChatEndpoint | null> {
    const waits = { firstByteMs, idleMs, totalMs: call.timeoutMs };
    if (call.mode === "simulated") {
      const headers: Record<string, string> = call.instant ? { [INSTANT_HEADER]: "1" } : {};
      return { baseUrl: SIMULATED_BASE_URL, secret: null, fetch: simulated, waits, headers };
    }
    const found = await connection(call.workspaceId, call.choice.connectionId);
    return found && { ...found, fetch, waits };
  }

  return {
    // The SDK's request type is made of JSON values only.
    request: (call) => requestBody(call) as unknown as JsonObject,

    async complete(call, onText, signal): Promise<ModelResult> {
      let endpoint: ChatEndpoint | null;
      let mask: Mask;
      try {
        [endpoint, mask] = await Promise.all([endpointOf(call), maskOf(call.workspaceId)]);
      } catch (cause) {
        return without(call, `could not be read: ${cause instanceof Error ? cause.message : cause}`);
      }
      if (!endpoint) return without(call, "is not there any more, or none was set up");
      const live = mask.stream();
      const show = (text: string) => {
        if (text !== "") onText(text);
      };
      const result = await completeChat(endpoint, requestBody(call), (text) => show(live.add(text)), signal);
      show(live.end());
      return masked(mask, { ...result, costNanos: prices.cost(call.choice.model, result.usage, now()) });
    },
  };
}

/** The result without secrets; where its text changed, the counts of how it came are kept within it. */
function masked(mask: Mask, result: ModelResult): ModelResult {
  // A result is made of JSON, and a mask keeps the shape of what it masks.
  const hidden = mask.json(result as unknown as Json) as unknown as ModelResult;
  if (hidden.text === result.text) return { ...hidden, chunks: result.chunks };
  const { length } = hidden.text;
  const last = result.chunks.length - 1;
  const chunks = result.chunks.map(([ms, characters], at): [number, number] => [
    ms,
    at === last ? length : Math.min(characters, length),
  ]);
  return { ...hidden, chunks };
}

/** The result of a call that could not be made for want of a connection. */
function without(call: ModelCall, what: string): ModelResult {
  const { connectionId, model } = call.choice;
  const which =
    connectionId === null ? "The workspace's default model connection" : `The connection ${connectionId}`;
  return {
    text: "",
    calls: [],
    finishReason: "unknown",
    model,
    usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, estimated: false },
    costNanos: 0,
    firstTokenMs: null,
    chunks: [],
    failure: fault(
      "no-connection",
      `${which} for "${model}" ${what}. Add one on the connections page, or choose another in the step.`,
      false,
    ),
    cancelled: false,
  };
}
