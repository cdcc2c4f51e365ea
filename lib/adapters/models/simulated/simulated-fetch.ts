import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { MadeUp } from "../../../run/made-up.ts";
import { completionEvents, wholeCompletion } from "../completion-events.ts";
import type { Fetch } from "../keep-alive-fetch.ts";
import { answerRequest } from "./answer-request.ts";

/** The base URL under which the simulated model answers; nothing leaves the process. */
export const SIMULATED_BASE_URL = "http://simulated.invalid/v1";

/** Set to `1`, this header makes the simulated model answer without its natural pauses. */
export const INSTANT_HEADER = "x-simulation-instant";

/** What a simulated reply made up, as URI-encoded JSON; only the simulated model's own answers are asked for it. */
const MADE_UP_HEADER = "x-simulation-made-up";

const MS_PER_TOKEN = 1000 / 60;

/** How the simulated model tells and waits for time, ms; tests bring a clock that only pauses move. */
export type Pace = {
  now: () => number;
  pause: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
};

const realPace: Pace = {
  now: () => performance.now(),
  pause: (ms, signal) => wait(ms, undefined, { signal }),
};

/**
 * A `fetch` behind which the simulated model sits, answering as an OpenAI endpoint would: streamed, with usage, 300
 * to 800 ms to the first token and then 60 tokens/s.
 */
export function createSimulatedFetch({ now, pause }: Pace = realPace): Fetch {
  return async (_input, init = {}) => {
    const signal = init.signal ?? undefined;
    signal?.throwIfAborted();
    const answer = answerRequest(typeof init.body === "string" ? init.body : "");
    if (!answer.ok) return Response.json({ error: answer.error }, { status: answer.status });

    const instant = new Headers(init.headers).get(INSTANT_HEADER) === "1";
    const { completion, firstTokenMs, madeUp } = answer;
    const headers = { [MADE_UP_HEADER]: encodeURIComponent(JSON.stringify(madeUp)) };
    if (!answer.stream) {
      if (!instant)
        await pause(firstTokenMs + (completion.usage?.completion_tokens ?? 0) * MS_PER_TOKEN, signal);
      return Response.json(wholeCompletion(completion), { headers });
    }
    const events = completionEvents(completion);
    const bytes = new TextEncoder();
    const started = now();
    let due = firstTokenMs;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          if (instant) {
            controller.enqueue(bytes.encode([...events].map((event) => event.data).join("")));
            controller.close();
            return;
          }
          const next = events.next();
          if (next.done) {
            controller.close();
            return;
          }
          if (next.value.tokens > 0) {
            // Against the start, not the last token: late timers don't add up.
            const late = due - (now() - started);
            due += next.value.tokens * MS_PER_TOKEN;
            if (late > 0) await pause(late, signal);
          }
          controller.enqueue(bytes.encode(next.value.data));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, {
      headers: { "content-type": "text/event-stream; charset=utf-8", ...headers },
    });
  };
}

/** Reads from what comes through this `fetch` what the simulated model made up. */
export function watchMadeUp(fetch: Fetch): { fetch: Fetch; madeUp: () => MadeUp[] } {
  let found: MadeUp[] = [];
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      const header = response.headers.get(MADE_UP_HEADER);
      found = header === null ? [] : z.array(MadeUp).parse(JSON.parse(decodeURIComponent(header)));
      return response;
    },
    madeUp: () => found,
  };
}
