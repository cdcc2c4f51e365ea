import { cutText } from "../../../graph/text-cut.ts";
import type { HttpTool } from "../../../graph/tool.ts";
import { askedInHeaders } from "../../models/openai/retry-after.ts";
import { ToolProblem } from "../tool-problem.ts";
import type { OutboundAnswer } from "./outbound-request.ts";

/** What a status other than 2xx leaves of a request: refused, so surely not done; done or not, nobody knows. */
type Meaning = { done: "no" | "perhaps"; retryable: boolean };

/**
 * The problem that an answer with such a status is. To a request that only reads, a fault of the server (5xx, 408) can be
 * tried again. To one that changes something a 4xx is a refusal, and so is 429 or 503 that says when to come back, 501 and
 * 505; every other 5xx and 408 may come after the change was made (RFC 9110, 15.6: the server "failed", a gateway got no answer
 * in time), so its outcome is unknown. `said` is the answer's text.
 */
export function statusProblem(
  answer: OutboundAnswer,
  { method, remembersKeys }: Pick<HttpTool, "method" | "remembersKeys">,
  said: string,
): ToolProblem {
  const { status, url } = answer;
  const wait = askedInHeaders(new Headers(answer.headers), Date.now());
  const { done, retryable } = meaningOf(status, method === "GET", wait !== null);
  const short = cutText(said.replace(/\s+/g, " ").trim(), 300);
  const came = `${url.host} answered ${status}${short ? `: ${short}` : "."}`;
  if (done === "perhaps")
    return new ToolProblem(
      "http-outcome-unknown",
      `${came} ${method} requests change something, and this answer leaves open whether it was done. Look there; the header Idempotency-Key has this call's key.`,
      { outcomeUnknown: true, retryable: remembersKeys ?? false },
    );
  return new ToolProblem("http-status", came, {
    retryable,
    ...(retryable && wait !== null ? { retryAfterMs: wait } : {}),
  });
}

function meaningOf(status: number, reads: boolean, saysWhen: boolean): Meaning {
  if (status === 429 || status === 425) return { done: "no", retryable: true };
  if (status === 503 && saysWhen) return { done: "no", retryable: true };
  if (status === 501 || status === 505) return { done: "no", retryable: false };
  if (status >= 500 || status === 408)
    return reads ? { done: "no", retryable: true } : { done: "perhaps", retryable: false };
  return { done: "no", retryable: false };
}
