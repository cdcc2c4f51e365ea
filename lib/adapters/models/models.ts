import type { ModelCall, ModelResult, Models, OnText } from "../../engine/ports.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import type { Quirk } from "../../run/quirk.ts";
import { QUIRK_WORDS } from "../../run/quirk-words.ts";
import type { Usage } from "../../run/usage.ts";
import type { Mask } from "../secrets/mask.ts";
import { createKeepAliveFetch, type Fetch } from "./keep-alive-fetch.ts";
import type { ChatEndpoint } from "./openai/complete-chat.ts";
import { type CompletedInForm, completeInForm } from "./openai/complete-in-form.ts";
import { fault } from "./openai/fault-code.ts";
import { requestBody } from "./openai/request-body.ts";
import { createPriceBook, type PriceBook, settledAt } from "./price-book.ts";
import { LIST_PRICES } from "./price-list.ts";
import { type KnownQuirk, quirksOf } from "./quirks-of.ts";
import {
  createSimulatedFetch,
  INSTANT_HEADER,
  SIMULATED_BASE_URL,
  watchMadeUp,
} from "./simulated/simulated-fetch.ts";

/**
 * A model connection as needed for a call; `secret` null for endpoints without a key. `quirks`: how its requests
 * have to differ, as far as known; `id` is what new quirks are stored under.
 */
export type ModelConnection = {
  id?: string;
  baseUrl: string;
  secret: string | null;
  quirks?: readonly KnownQuirk[];
};

/** Finds a workspace's connection; `connectionId` null is its default one. Null when there is none. */
export type FindModelConnection = (
  workspaceId: string,
  connectionId: string | null,
) => Promise<ModelConnection | null>;

/** Stores a quirk learnt from a refusal, for later calls with this connection and model. */
export type RememberQuirk = (learnt: {
  workspaceId: string;
  connectionId: string;
  model: string;
  quirk: Quirk;
  /** The words of the refusal. */
  said: string;
}) => Promise<void>;

/** The parts that `createModels` needs; everything except the connections has a default. */
export type ModelsOptions = {
  connection: FindModelConnection;
  /** Absent: what is learnt applies to the one call only. */
  remember?: RememberQuirk;
  /** Masks for the secrets of all connections of a workspace. */
  maskOf: (workspaceId: string) => Promise<Mask>;
  prices?: PriceBook;
  /** For real calls. */
  fetch?: Fetch;
  /** For simulated calls. */
  simulated?: Fetch;
  /** The longest wait for the first byte and between two bytes, ms; the call's own time limit also applies. */
  firstByteMs?: number;
  idleMs?: number;
  /** Epoch ms, for the price that holds. */
  now?: () => number;
};

const SIMULATED = {
  natural: { baseUrl: SIMULATED_BASE_URL, secret: null },
  instant: { baseUrl: SIMULATED_BASE_URL, secret: null, headers: { [INSTANT_HEADER]: "1" } },
};

/**
 * The `Models` port: real endpoints as the OpenAI SDK asks them, and the simulated model asked in the same way. Nothing
 * leaves here, streamed or in the result, with a secret of the workspace in it.
 */
export function createModels({
  connection,
  remember,
  maskOf,
  prices = createPriceBook(LIST_PRICES),
  fetch = createKeepAliveFetch().fetch,
  simulated = createSimulatedFetch(),
  firstByteMs = 120_000,
  idleMs = 60_000,
  now = Date.now,
}: ModelsOptions): Models {
  type Reached = { endpoint: ChatEndpoint; connectionId: string | null; quirks: Quirk[] };

  async function reach(call: ModelCall): Promise<Reached | null> {
    const waits = { firstByteMs, idleMs, totalMs: call.timeoutMs };
    if (call.mode === "simulated") {
      const connection = call.instant ? SIMULATED.instant : SIMULATED.natural;
      return { endpoint: { connection, fetch: simulated, waits }, connectionId: null, quirks: [] };
    }
    const found = await connection(call.workspaceId, call.choice.connectionId);
    if (found === null) return null;
    const { id = null, baseUrl, quirks: known = [] } = found;
    return {
      endpoint: { connection: found, fetch, waits },
      connectionId: id,
      quirks: quirksOf(baseUrl, call.choice.model, known),
    };
  }

  /** Stores the quirks that helped, and notes what was refused on the way. */
  async function notesOf(
    call: ModelCall,
    { connectionId }: Reached,
    done: CompletedInForm,
  ): Promise<string[]> {
    const notes: string[] = [];
    for (const { quirk, said } of done.tried) {
      const kept =
        done.taken && remember && connectionId !== null
          ? await remember({
              workspaceId: call.workspaceId,
              connectionId,
              model: call.choice.model,
              quirk,
              said,
            }).then(
              () => true,
              () => false,
            )
          : false;
      notes.push(
        `The endpoint refused the request: “${said}”. It was sent again in another form: ${QUIRK_WORDS[quirk]} ${kept ? "The connection remembers this." : done.taken ? "That was taken." : ""}`.trim(),
      );
    }
    return notes;
  }

  function costOfCall({ price, choice }: ModelCall, usage: Usage): number | null {
    if (!price) return prices.cost(choice.model, usage, now());
    return settledAt({ ...price, cachedInput: price.cachedInput ?? price.input }, usage);
  }

  return {
    // The body is made of JSON values only.
    request: (call) => requestBody(call) as unknown as JsonObject,

    async complete(call, onText, signal): Promise<ModelResult> {
      let reached: Reached | null;
      let mask: Mask;
      try {
        [reached, mask] = await Promise.all([reach(call), maskOf(call.workspaceId)]);
      } catch (cause) {
        return without(call, `could not be read: ${cause instanceof Error ? cause.message : cause}`);
      }
      if (!reached) return without(call, "is not there any more, or none was set up");
      const live = { answer: mask.stream(), thinking: mask.stream() };
      const show: OnText = (text, part) => {
        if (text !== "") onText(text, part);
      };
      const watch = { onText: ((text, part) => show(live[part].add(text), part)) satisfies OnText, signal };
      const making = call.mode === "simulated" ? watchMadeUp(reached.endpoint.fetch) : null;
      const endpoint = making ? { ...reached.endpoint, fetch: making.fetch } : reached.endpoint;
      const done = await completeInForm(endpoint, call, reached.quirks, watch);
      show(live.thinking.end(), "thinking");
      show(live.answer.end(), "answer");
      const tried = done.tried.map((one) => ({ ...one, said: mask.text(one.said) }));
      const notes = await notesOf(call, reached, { ...done, tried });
      return masked(mask, {
        ...done.result,
        costNanos: costOfCall(call, done.result.usage),
        ...(making && { madeUp: making.madeUp() }),
        ...(done.quirks.length > 0 && { quirks: done.quirks }),
        ...(notes.length > 0 && { notes }),
      });
    },
  };
}

/**
 * The result without secrets; what is counted and measured can hold none. Where its text changed, the counts of its timing
 * are kept within it.
 */
function masked(mask: Mask, result: ModelResult): ModelResult {
  const { usage, costNanos, firstTokenMs, chunks, ...said } = result;
  // A result is made of JSON, and a mask keeps the shape of what it masks.
  const hidden = mask.json(said as unknown as Json) as unknown as typeof said;
  const counted = { usage, costNanos, firstTokenMs };
  if (hidden.text === said.text) return { ...hidden, ...counted, chunks };
  const { length } = hidden.text;
  const last = chunks.length - 1;
  const within = chunks.map(([ms, characters], at): [number, number] => [
    ms,
    at === last ? length : Math.min(characters, length),
  ]);
  return { ...hidden, ...counted, chunks: within };
}

/** The result of a call that could not be made because there is no connection. */
function without(call: ModelCall, what: string): ModelResult {
  const { connectionId, model } = call.choice;
  const which =
    connectionId === null ? "The workspace's default model connection" : `The connection ${connectionId}`;
  return {
    text: "",
    thinking: "",
    calls: [],
    finishReason: "",
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
