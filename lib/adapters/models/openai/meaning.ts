import type { ErrorFacts } from "./error-facts.ts";
import type { ModelFaultCode } from "./fault-code.ts";

/** What a refusal can mean. */
export type Meaning = Exclude<
  ModelFaultCode,
  "no-connection" | "unreachable" | "stream-cut" | "bad-response" | "reply-too-large"
>;

/** One sign of a meaning: it holds when the status is among `statuses` (absent: any) and code or words fit. */
type Sign = { means: Meaning; statuses?: readonly (number | undefined)[]; code?: RegExp; said?: RegExp };

const REFUSED: readonly (number | undefined)[] = [
  400,
  401,
  402,
  403,
  404,
  405,
  413,
  415,
  422,
  429,
  500,
  501,
  undefined,
];

/**
 * Signs in the order in which they count: the first that holds gives the meaning. Codes and wordings are those of OpenAI,
 * Azure, Anthropic, Gemini, Mistral, Groq, DeepSeek, xAI, Moonshot, DashScope, OpenRouter, LiteLLM, vLLM, llama.cpp, Ollama
 * and LM Studio, as they were in November 2026. A status alone counts at the end.
 */
const SIGNS: readonly Sign[] = [
  { means: "simulation-cannot-fill", code: /simulation_cannot_fill/ },
  { means: "simulation-reply-failed", code: /simulation_reply_failed/ },

  // Gemini says "check your plan and billing" of any rate; that no credit is left is told by others in these words.
  { means: "no-quota", statuses: [403, 429, undefined], said: /\blimit:? ?0\b|quota (limit )?(of|is) 0\b/i },
  { means: "rate-limited", statuses: [429, undefined], code: /RESOURCE_EXHAUSTED/ },
  { means: "no-credit", statuses: [402] },
  {
    means: "no-credit",
    code: /insufficient_(quota|balance|credits?|funds)|billing_(not_active|hard_limit_reached)|\bArrearage\b|exceeded_current_quota|credit_limit|budget_exceeded/i,
  },
  {
    means: "no-credit",
    statuses: REFUSED,
    said: /insufficient (account )?(balance|credits?|funds|quota)|credit balance is too low|(more|no|any|out of|used all) (available )?credits?|exceeded your current quota|(budget|spend(ing)?) (limit )?(has been |was )?exceeded|exceeded (\w+ )?(budget|spend(ing)? limit)|payment required|negative balance|account is not active|余额不足|欠费/i,
  },

  {
    means: "output-limit",
    statuses: REFUSED,
    said: /max_(completion_|output_|new_)?tokens['"`]*( or ['"`\w]+)?( value| is|:)?[^.]{0,30}(too (large|high)|valid range|must be (less|at most|between|<)|should be (less|at most|between|<)|less than or equal|\d+ ?> ?\d+)|at most \d+ (completion|output) tokens|maximum allowed number of output tokens|invalid max_(completion_|output_)?tokens/i,
  },
  {
    means: "context-length",
    code: /context_length|context_window|exceed_context_size|request_too_large|string_above_max_length|prompt_too_long/i,
  },
  {
    means: "context-length",
    statuses: REFUSED,
    said: /context[ _](length|size|window)|context the overflows|(prompt|input|request|message|conversation)s? (is|are|was)? ?too (long|large) ?(:|for|\.|$)(?!.*(per (min|day)|TPM))|too many (input |prompt )?tokens(?!.*per (min|day))|exceeds?( the)? (max|limit)\w*( \w+){0,4} (tokens|length)|token count[^.]{0,60}exceed|range of input length|larger than the maximum context|exceeds the available context/i,
  },

  {
    means: "content-refused",
    statuses: REFUSED,
    code: /content_policy|policy_violation|invalid_prompt\b|cyber_policy|data_inspection_failed|sensitive_words/i,
  },
  {
    means: "content-filter",
    code: /content_filter|ResponsibleAIPolicyViolation|\bSAFETY\b|PROHIBITED_CONTENT|jailbreak/i,
  },
  {
    means: "content-refused",
    statuses: REFUSED,
    said: /usage polic|flagged (by|as|for)|requires moderation|violat\w+ (our|the|openai's|usage|content|safety)\b/i,
  },
  {
    means: "content-filter",
    statuses: REFUSED,
    said: /content (management|filter)|filtered due to|blocked by [^.]{0,40}(safety|filter)|inappropriate content/i,
  },

  {
    means: "not-supported",
    statuses: [400, 403],
    code: /unsupported_country/,
  },
  {
    means: "unauthorized",
    statuses: [400, 401, 403, undefined],
    code: /invalid_(api_)?key|API_KEY_INVALID|authentication_error|invalid_authentication|UNAUTHENTICATED|InvalidApiKey|API_KEY_SERVICE_BLOCKED|key_expired/i,
  },
  {
    means: "unauthorized",
    statuses: [400, 401, 403, 404, 422, undefined],
    said: /(invalid|incorrect|wrong|missing|expired|disabled|revoked|malformed)( or \w+)? (x-)?(openai |anthropic )?api[- ]?key|api[- ]?key (is |was |has )?(not valid|invalid|incorrect|expired|missing|required|been)|authentication fails|no (auth|cookie auth|api key)|unregistered callers|invalid (bearer|auth\w*|credentials?|access) ?token|access denied due to invalid subscription key|could not (validate|find) (credentials|api key)|user not found/i,
  },
  { means: "unauthorized", statuses: [401] },

  {
    means: "not-supported",
    statuses: [400, 404, 422, 500, 501, undefined],
    said: /no endpoints found that (support|can)|support for tool|(do|does)(n't| not) support|not supported|not support\b|unsupported|auto.{0,3} tool choice requires|not implemented|unrecognized request argument|(extra|additional) (inputs|fields|properties) (are )?not (permitted|allowed)|unknown (name|parameter|field|argument)|unexpected keyword/i,
  },
  {
    means: "model-unknown",
    code: /model_?not_?found|DeploymentNotFound|model_decommissioned|model_not_available|invalid_model|ModelNotFound/i,
  },
  {
    means: "model-unknown",
    statuses: [400, 403, 404, 410, 422, 500, undefined],
    said: /(model|deployment)\b.{0,120}(does(n't| not) exist|not (be )?found|not exist|unknown|no longer (available|supported)|(decommissioned|deprecated|retired))|unknown model|no such model|invalid model( name)?\b|not a valid model|no models? loaded|no endpoints found for|model is required|no allowed providers/i,
  },

  {
    means: "overloaded",
    statuses: [408, 429, 500, 502, 503, 529, undefined],
    code: /overloaded|over_capacity|capacity_exceeded|engine_overloaded/i,
  },
  {
    means: "overloaded",
    statuses: [429, 500, 502, 503, 529, undefined],
    said: /overloaded|(over|at|tier) capacity|capacity (exceeded|constraints)|no (healthy|available) (upstream|instances?|providers?|deployments?)|(currently |model is |still )load(ing|ed)|loading model|(server|service|engine|model) (is )?(too |currently )?busy|high demand/i,
  },
  { means: "overloaded", statuses: [529] },
  {
    means: "rate-limited",
    code: /rate_?limit|too_?many_?requests|throttl|RESOURCE_EXHAUSTED/i,
  },
  { means: "rate-limited", statuses: [undefined], said: /rate limit|too many requests|quota exceeded/i },
  { means: "rate-limited", statuses: [429] },
  {
    means: "tls",
    statuses: [400, 426],
    said: /plain HTTP request was sent to HTTPS|client sent an HTTP request to an HTTPS|requires? https/i,
  },
  { means: "timeout", statuses: [408, 504, 522, 524] },
  { means: "context-length", statuses: [413] },
  { means: "not-allowed", statuses: [403] },
  { means: "not-found", statuses: [404, 405, 410] },
];

/** What an endpoint's error means. */
export function meaningOf(facts: ErrorFacts): Meaning {
  const { status, codes, said } = facts;
  const rate = rateOf(said);
  if (rate && rate.requested > rate.limit && /per (min|hour|day)|\bTP[MDH]\b|rate/i.test(said))
    return "larger-than-rate";
  // A wording's length is what others decide.
  const words = said.slice(0, 4_000);
  const sign = SIGNS.find(
    (candidate) =>
      (!candidate.statuses || candidate.statuses.includes(status)) &&
      ((!candidate.code && !candidate.said) ||
        candidate.code?.test(codes) === true ||
        candidate.said?.test(words) === true),
  );
  if (sign) return sign.means;
  return status === undefined || status >= 500 ? "server-error" : "bad-request";
}

/** "Limit 6000, Requested 9120": tokens that a rate allows in its time, and those that one request asked for. */
export function rateOf(said: string): { limit: number; requested: number } | null {
  const limit = /\blimit:? ([\d,]+)/i.exec(said)?.[1];
  const requested = /\brequested:? (?:about |~)?([\d,]+)/i.exec(said)?.[1];
  if (limit === undefined || requested === undefined) return null;
  return { limit: count(limit), requested: count(requested) };
}

/** Tokens that what is left of the credit pays for, where the endpoint says so: "can only afford 1234". */
export function affordableOf(said: string): number | null {
  const amount = /can (?:only )?afford (?:up to )?([\d,]+)/i.exec(said)?.[1];
  return amount === undefined ? null : count(amount);
}

/** The longest answer that the model gives, where the endpoint says so. */
export function outputLimitOf(said: string): number | null {
  const amount =
    /(?:at most|less than or equal to|<=|\d ?>|\[\d+, ?|maximum(?: value)? (?:of|is)) ?['"`]?(\d[\d,]*)/i.exec(
      said,
    )?.[1];
  return amount === undefined ? null : count(amount);
}

function count(digits: string): number {
  return Number(digits.replaceAll(",", ""));
}
