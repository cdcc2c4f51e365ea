import type { ModelCall, OnText } from "../../../engine/ports.ts";
import type { Quirk } from "../../../run/quirk.ts";
import { withQuirk } from "../quirks-of.ts";
import { type ChatEndpoint, type ChatResult, completeChat } from "./complete-chat.ts";
import { quote } from "./quote.ts";
import { refusedForm } from "./refused-form.ts";
import { requestBody } from "./request-body.ts";

/** A form that was tried after a refusal, and the words of the refusal. */
export type Tried = { quirk: Quirk; said: string };

/** A call's result, the quirks it was sent with at last, and what was tried on the way; `taken`: with success. */
export type CompletedInForm = { result: ChatResult; quirks: Quirk[]; tried: Tried[]; taken: boolean };

/**
 * Makes a chat completion in the form that its endpoint is known to need. A form that is refused in words that tell it is
 * tried the other way, each once and all within the call's time.
 */
export async function completeInForm(
  endpoint: ChatEndpoint,
  call: ModelCall,
  known: readonly Quirk[],
  { onText, signal }: { onText: OnText; signal: AbortSignal },
): Promise<CompletedInForm> {
  const started = performance.now();
  let quirks = [...known];
  const tried: Tried[] = [];
  for (;;) {
    const body = requestBody(call, quirks);
    const totalMs = Math.max(1, endpoint.waits.totalMs - (performance.now() - started));
    const waits = { ...endpoint.waits, totalMs };
    const { refused, ...result } = await completeChat({ ...endpoint, waits }, body, onText, signal);
    const applied = [...known, ...tried.map((one) => one.quirk)];
    const quirk = refused && refusedForm(refused, body, applied);
    if (!refused || !quirk) return { result, quirks, tried, taken: !result.failure && !result.cancelled };
    tried.push({ quirk, said: quote(refused.said, endpoint.connection.secret) });
    quirks = withQuirk(quirks, quirk);
  }
}
