import type { Failure } from "../../../run/outcome.ts";
import type { ErrorFacts } from "./error-facts.ts";
import { fault, type Target } from "./fault-code.ts";
import { affordableOf, type Meaning, meaningOf, outputLimitOf, rateOf } from "./meaning.ts";
import { quote } from "./quote.ts";
import { retryAfterMs } from "./retry-after.ts";

/** What an endpoint's error means, as a failure: what it said, and what to do about it by its meaning. */
export function refusal(facts: ErrorFacts, target: Target): Failure {
  const { status } = facts;
  if (status !== undefined && status >= 300 && status < 400) return redirected(facts, target);
  const meaning = meaningOf(facts);
  const wait = MAY_PASS.includes(meaning) ? retryAfterMs(facts, Date.now()) : null;
  const message = wordsFor(meaning, {
    ...target,
    // The simulated model speaks for itself, and no key was sent to it.
    said: quote(facts.said, target.secret),
    whole: facts.said,
    answered: status === undefined ? "" : ` (${status})`,
    wait,
  });
  return fault(meaning, message, MAY_PASS.includes(meaning), wait);
}

/** What a little later may be otherwise. */
const MAY_PASS: readonly Meaning[] = ["rate-limited", "overloaded", "server-error", "timeout"];

type Words = Target & { said: string; whole: string; answered: string; wait: number | null };

function wordsFor(meaning: Meaning, { baseUrl: where, model, said, whole, answered, wait }: Words): string {
  switch (meaning) {
    case "simulation-cannot-fill":
    case "simulation-reply-failed":
      return said;
    case "unauthorized":
      return `${where} refused the key${answered}: ${said}. Check the connection's key and what it may use.`;
    case "not-allowed":
      return `${where} does not allow this to the connection's key${answered}: ${said}. Check there which models, places and projects the key is for.`;
    case "no-credit": {
      const affordable = affordableOf(whole);
      const instead =
        affordable === null || affordable === 0
          ? ""
          : ` What is left pays for an answer of about ${affordable} tokens: with a "longest answer" below that the step can go on.`;
      return `The account at ${where} has no credit left for this${answered}: ${said}. Add credit there, or use another connection.${instead}`;
    }
    case "no-quota":
      return `The account at ${where} has a quota of 0 for "${model}"${answered}: ${said}. Waiting does not change that: choose a model that the plan includes, or change the plan there.`;
    case "rate-limited":
      return `${where} takes no more calls right now${answered}: ${said}. ${wait === null ? "It did not say for how long" : `It asks to wait ${Math.ceil(wait / 1000)} s`}.`;
    case "larger-than-rate": {
      const rate = rateOf(whole);
      const numbers = rate
        ? ` The request counts as ${rate.requested} tokens, and ${rate.limit} is all that the rate allows.`
        : "";
      return `The request can never pass at ${where}${answered}: ${said}.${numbers} Pass less to this step, lower its longest answer, or raise the rate there.`;
    }
    case "model-unknown":
      return `${where} has no model "${model}" for this key${answered}: ${said}. Check the model's name in the step.`;
    case "not-found":
      return `${where} knows no chat completions for the model "${model}"${answered}: ${said}. Check the model's name and the base URL.`;
    case "not-supported":
      return `${where} does not support for "${model}" what the step uses${answered}: ${said}. Choose another model for it, or do without tools or structured output.`;
    case "context-length":
      return `The request is longer than ${model} can read${answered}: ${said}. Pass less to this step or choose a model with a longer context.`;
    case "output-limit": {
      const most = outputLimitOf(whole);
      return `"${model}" gives no answer as long as the step allows${answered}: ${said}. Lower the step's longest answer${most === null ? "" : ` to ${most} tokens or less`}.`;
    }
    case "content-filter":
      return `The provider's content filter refused the request${answered}: ${said}. Change the input or the instructions.`;
    case "content-refused":
      return `${where} refused the request for what it says${answered}: ${said}. Its provider's policy does not allow it; change the input or the instructions.`;
    case "overloaded":
      return `${where} has too much to do right now${answered}: ${said}. This passes by itself; another model or connection may answer at once.`;
    case "timeout":
      return `${where} did not get an answer from the model in time${answered}: ${said}. Try again, choose a faster model, or ask for less at once.`;
    case "tls":
      return `${where} is called without encryption and wants it${answered}: ${said}. Begin the base URL with https://.`;
    case "server-error":
      return `${where} failed${answered || " in the middle of its reply"}: ${said}. This is on the provider's side; it can be tried again.`;
    case "bad-request":
      return `${where} did not accept the request${answered}: ${said}. Check that "${model}" supports what the step uses (tools, structured output, length).`;
  }
}

function redirected({ status, headers }: ErrorFacts, { baseUrl, secret }: Target): Failure {
  const to = quote(headers?.get("location") ?? "another address", secret);
  return fault(
    "bad-response",
    `${baseUrl} redirects to ${to} (${status}), and redirects are not followed. Set the connection's base URL to the final address.`,
    false,
  );
}
