import { APIConnectionError, APIError } from "openai";
import type { Failure } from "../../../run/outcome.ts";
import { errorFacts } from "./error-facts.ts";
import { fault, type Target } from "./fault-code.ts";
import { refusal } from "./refusal-words.ts";
import { unreachable } from "./unreachable.ts";
import { NotUtf8Error, type WaitOverError } from "./watch-response.ts";

/** What the endpoint, the network or the SDK threw, as a failure for people and programs. `answered`: its reply had begun. */
export function faultOf(error: unknown, target: Target, answered: boolean): Failure {
  const where = target.baseUrl;
  if (error instanceof APIConnectionError) return unreachable(error.cause, where);
  if (error instanceof APIError) return refusal(errorFacts(error), target);
  if (error instanceof NotUtf8Error) {
    return fault(
      "bad-response",
      `Expected UTF-8 text from ${where}; bytes came that are not. Check what stands between Tutti and the model.`,
      true,
    );
  }
  if (error instanceof SyntaxError) {
    return fault(
      "bad-response",
      `Expected events of JSON from ${where}; one came that is not JSON. Try again; if it stays, check that the endpoint is OpenAI-compatible.`,
      true,
    );
  }
  return answered ? streamCut(where, "the connection was lost") : unreachable(error, where);
}

/** The reply broke off before its end. */
export function streamCut(where: string, detail: string): Failure {
  return fault(
    "stream-cut",
    `The reply from ${where} broke off before its end (${detail}). What had arrived is kept; the call can be made again.`,
    true,
  );
}

/** A wait ran out: the message says which, and what to do. */
export function timedOut(over: WaitOverError, where: string): Failure {
  const seconds = `${Math.round(over.waitedMs / 100) / 10} s`;
  const what = {
    firstByteMs: `No reply came from ${where} within ${seconds}`,
    idleMs: `The reply from ${where} stopped for ${seconds}`,
    totalMs: `The reply from ${where} was not complete after ${seconds}`,
  }[over.wait];
  return fault("timeout", `${what}. Try again, choose a faster model, or raise the step's time limit.`, true);
}
