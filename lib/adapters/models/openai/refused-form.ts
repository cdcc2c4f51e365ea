import type { ChatBody } from "../../../run/chat-body.ts";
import type { Quirk } from "../../../run/quirk.ts";
import type { ErrorFacts } from "./error-facts.ts";
import { type Meaning, meaningOf } from "./meaning.ts";

/** A form that was refused: how the request has to differ, when the body holds that form and the words fit. */
type Sign = { quirk: Quirk; holds: (body: ChatBody) => boolean; said: RegExp };

const UNKNOWN =
  "(?:un(?:supported|known|recogni[sz]ed|expected|available)|not (?:\\w+ )?(?:supported|permitted|allowed|available|enabled|implemented)|does(?:n't| not) support|extra (?:inputs|fields)|additional propert|invalid (?:field|parameter|argument|type|value)|must be|instead)";

/** `what` in one sentence with words of refusal, in either order. */
function refusing(what: string, how = UNKNOWN): RegExp {
  return new RegExp(`(?:${what})[^\\n]{0,200}?${how}|${how}[^\\n]{0,200}?(?:${what})`, "i");
}

const callsOf = (body: ChatBody) =>
  body.messages.flatMap((message) => (message.role === "assistant" && message.tool_calls ? [message] : []));

const SCHEMA_WORDS = "format|default|examples|title|minimum|maximum|minLength|maxLength";

/**
 * Signs of refused forms, the more telling first. The wordings are those of OpenAI, Azure, Anthropic's compatibility, Gemini,
 * Mistral, Groq, Cerebras, DeepSeek, Moonshot, vLLM, llama.cpp, Ollama, LM Studio and gateways, as of November 2026.
 */
const SIGNS: readonly Sign[] = [
  {
    quirk: "short-ids",
    holds: (body) => callsOf(body).length > 0,
    said: /length of 9\b|must be 9 (alphanumeric )?characters/i,
  },
  {
    quirk: "thinking-back",
    holds: (body) => callsOf(body).length > 0,
    said: /(reasoning_content|thinking|reasoning)\W[^\n]{0,100}(passed back|missing|must|required|expected)|missing \W?reasoning_content/i,
  },
  {
    quirk: "no-text-beside-calls",
    holds: (body) => callsOf(body).some(({ content }) => content !== null && content !== ""),
    said: /either content or tool_calls|content[^\n]{0,60}(must|should) be (null|empty|none)|not both[^\n]{0,60}tool_calls|tool_calls[^\n]{0,80}not both/i,
  },
  {
    quirk: "text-beside-calls",
    holds: (body) => callsOf(body).some(({ content }) => content === null),
    said: /content type: <nil>|content\b[^\n]{0,80}(none is not|nonetype|null|(must|should) be a?( valid)? ?(string|list|array)|is (required|missing)|field required|cannot be (null|empty))/i,
  },
  {
    quirk: "single-calls",
    holds: (body) => callsOf(body).some(({ tool_calls }) => (tool_calls?.length ?? 0) > 1),
    said: /single tool[- ]?calls? at once|only (supports? )?(one|a single|single) (tool|function)[- ]call|parallel (tool|function)[- ]call(s|ing)?[^\n]{0,40}not|multiple (tool|function)[- ]calls[^\n]{0,40}not/i,
  },
  {
    quirk: "short-descriptions",
    holds: (body) => body.tools?.some((tool) => tool.function.description.length > 1_024) ?? false,
    said: /description[^\n]{0,200}\b1,?024\b/i,
  },
  {
    quirk: "no-stream-options",
    holds: (body) => body.stream_options !== undefined,
    said: /stream_options|include_usage/i,
  },
  {
    quirk: "max-tokens",
    holds: (body) => body.max_completion_tokens !== undefined,
    said: new RegExp(
      `${refusing("max_completion_tokens").source}|\\bmax_tokens\\W[^\\n]{0,40}(?:required|missing)`,
      "i",
    ),
  },
  {
    quirk: "max-completion-tokens",
    holds: (body) => body.max_tokens !== undefined,
    said: refusing("\\bmax_tokens"),
  },
  {
    quirk: "developer-role",
    holds: (body) => body.messages.some(({ role }) => role === "system"),
    said: /(use|replace\w*)[^\n]{0,20} ['"`]?developer['"`]?/i,
  },
  {
    quirk: "no-system-role",
    holds: (body) => body.messages.some(({ role }) => role === "system"),
    said: new RegExp(
      `${refusing("system['\"`]? (?:role|message|prompt)|role\\W{1,4}system|['\"`]system['\"`]|developer instruction|messages\\W{1,2}\\d+\\W{1,2}role").source}|only user,? (?:and )?assistant`,
      "i",
    ),
  },
  {
    quirk: "no-output-with-tools",
    holds: (body) => body.tools !== undefined && body.response_format !== undefined,
    said: /(tools?|functions?)\b( |_|-)?(use|call\w*)?[^\n]{0,80}(response[_ ]?(format|mime|schema)|json|structured|output)[^\n]{0,80}(un|not|cannot|can't|incompatible)|(response[_ ]?(format|mime|schema)|json( mode)?|structured outputs?)[^\n]{0,80}(cannot|can't|not|incompatible|unsupported)[^\n]{0,60}(tool|function)/i,
  },
  {
    quirk: "plain-schemas",
    holds: hasMoreThanPlain,
    said: new RegExp(
      `only ['"\`]?enum['"\`]? and|['"\`](?:${SCHEMA_WORDS})['"\`][^\\n]{0,40}(?:not |un)|${UNKNOWN}[^\\n]{0,40}['"\`.](?:${SCHEMA_WORDS})['"\`.:]|unsupported (?:schema )?keyword`,
      "i",
    ),
  },
  {
    quirk: "strict-schemas",
    holds: (body) => body.tools !== undefined || body.response_format?.type === "json_schema",
    said: /additionalProperties|including every key|strict[^\n]{0,30}(must|required|true)|(must|required)[^\n]{0,30}\bstrict\b/i,
  },
  {
    quirk: "json-object",
    holds: (body) => body.response_format?.type === "json_schema",
    said: refusing("response_format|json_schema|json schema|structured outputs?|output_format|guided"),
  },
  {
    quirk: "plain-output",
    holds: (body) => body.response_format !== undefined,
    said: refusing("response_format|json_object|json mode|json_schema|structured outputs?"),
  },
];

/** Statuses of a request that was read and not taken. */
const REFUSED: readonly (number | undefined)[] = [400, 404, 405, 415, 422, 500, 501, undefined];

/** Said of the account, the key, the rate or a size, which no other form changes. */
const OTHERWISE: readonly Meaning[] = [
  "unauthorized",
  "not-allowed",
  "no-credit",
  "no-quota",
  "rate-limited",
  "larger-than-rate",
  "output-limit",
  "overloaded",
  "timeout",
  "tls",
];

/** How a refused request has to differ to be taken, by what the endpoint said; null when it said nothing of its form. */
export function refusedForm(facts: ErrorFacts, body: ChatBody, applied: readonly Quirk[]): Quirk | null {
  if (!REFUSED.includes(facts.status) || OTHERWISE.includes(meaningOf(facts))) return null;
  const words = `${facts.said}\n${facts.codes}`.slice(0, 4_000);
  const sign = SIGNS.find(
    ({ quirk, holds, said }) => !applied.includes(quirk) && holds(body) && said.test(words),
  );
  return sign?.quirk ?? null;
}

function hasMoreThanPlain(body: ChatBody): boolean {
  const format = body.response_format;
  const schemas = [
    ...(body.tools ?? []).map((tool) => tool.function.parameters),
    ...(format?.type === "json_schema" ? [format.json_schema.schema] : []),
  ];
  return new RegExp(`"(?:${SCHEMA_WORDS})":`).test(JSON.stringify(schemas));
}
