import { APIError } from "openai";
import { describe, expect, test } from "vitest";
import { errorFacts } from "./error-facts.ts";
import type { Meaning } from "./meaning.ts";
import { refusal } from "./refusal-words.ts";

const target = { baseUrl: "https://models.example/v1", model: "big-model", secret: "sk-test-1234567890" };

/** An error as the SDK makes it of a status and a body: JSON, or text where it is none. */
function failureOf(status: number | undefined, body: unknown, headers: Record<string, string> = {}) {
  const wrapped =
    typeof body === "object" && body !== null && "error" in body && body.error != null ? body.error : body;
  const [json, text] = typeof body === "string" ? [undefined, body] : [wrapped, undefined];
  // The SDK hands on whatever stands under `error`, texts too, though its types say an object.
  const error = new APIError(status, json as object, text, new Headers(headers));
  return refusal(errorFacts(error), target);
}

const openai = (message: string, code: string | null = null, type = "invalid_request_error") => ({
  error: { message, type, param: null, code },
});

const GEMINI_KEY = [
  {
    error: {
      code: 400,
      message: "API key not valid. Please pass a valid API key.",
      status: "INVALID_ARGUMENT",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "API_KEY_INVALID",
          domain: "googleapis.com",
        },
      ],
    },
  },
];
const geminiQuota = (limit: number) => [
  {
    error: {
      code: 429,
      message: `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: ${limit}, model: gemini-2.5-pro\nPlease retry in 34.074824224s.`,
      status: "RESOURCE_EXHAUSTED",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
        },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34s" },
      ],
    },
  },
];

const WORDINGS: [Meaning, string, number | undefined, unknown][] = [
  ["unauthorized", "OpenAI", 401, openai("Incorrect API key provided: sk-ab***cd.", "invalid_api_key")],
  ["unauthorized", "Gemini, as a list", 400, GEMINI_KEY],
  [
    "unauthorized",
    "Gemini, expired",
    400,
    [
      {
        error: {
          code: 400,
          message: "API key expired. Please renew the API key.",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
  ],
  [
    "unauthorized",
    "xAI",
    400,
    {
      code: "Client specified an invalid argument",
      error: "Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.",
    },
  ],
  [
    "unauthorized",
    "DeepSeek",
    401,
    openai("Authentication Fails (no such user)", "invalid_request_error", "authentication_error"),
  ],
  [
    "unauthorized",
    "Anthropic",
    401,
    { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
  ],
  ["unauthorized", "OpenRouter", 401, { error: { message: "No auth credentials found", code: 401 } }],
  [
    "unauthorized",
    "Azure",
    401,
    {
      error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." },
    },
  ],
  [
    "unauthorized",
    "Gemini without a key",
    403,
    [
      {
        error: {
          code: 403,
          message:
            "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
          status: "PERMISSION_DENIED",
        },
      },
    ],
  ],
  ["unauthorized", "Mistral", 401, { detail: "Unauthorized" }],
  [
    "not-allowed",
    "a missing scope",
    403,
    openai("You have insufficient permissions for this operation. Missing scopes: model.request."),
  ],
  [
    "not-supported",
    "a country",
    403,
    openai(
      "Country, region, or territory not supported",
      "unsupported_country_region_territory",
      "request_forbidden",
    ),
  ],

  [
    "no-credit",
    "OpenAI",
    429,
    openai(
      "You exceeded your current quota, please check your plan and billing details.",
      "insufficient_quota",
      "insufficient_quota",
    ),
  ],
  ["no-credit", "DeepSeek", 402, openai("Insufficient Balance", "invalid_request_error", "unknown_error")],
  [
    "no-credit",
    "OpenRouter",
    402,
    {
      error: {
        message:
          "This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 1,234. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account",
        code: 402,
      },
    },
  ],
  [
    "no-credit",
    "Anthropic",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message:
          "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
      },
    },
  ],
  [
    "no-credit",
    "xAI",
    403,
    {
      code: "The caller does not have permission to execute the specified operation",
      error: "Your newly created team doesn't have any credits yet. You have run out of available credits.",
    },
  ],
  [
    "no-credit",
    "LiteLLM",
    400,
    {
      error: {
        message: "Budget has been exceeded! Current cost: 1.2, Max budget: 1.0",
        type: "budget_exceeded",
        code: "400",
      },
    },
  ],
  [
    "no-credit",
    "Moonshot",
    429,
    openai(
      "Your account org-1 is suspended, please check your plan and billing details",
      null,
      "exceeded_current_quota_error",
    ),
  ],
  ["no-quota", "Gemini", 429, geminiQuota(0)],

  [
    "rate-limited",
    "OpenAI",
    429,
    openai(
      "Rate limit reached for gpt-4 on tokens per min (TPM): Limit 10000, Used 9500, Requested 1200. Please try again in 4.2s.",
      "rate_limit_exceeded",
      "tokens",
    ),
  ],
  ["rate-limited", "Gemini", 429, geminiQuota(15)],
  [
    "rate-limited",
    "Anthropic",
    429,
    {
      type: "error",
      error: {
        type: "rate_limit_error",
        message:
          "This request would exceed your organization's rate limit of 40,000 input tokens per minute.",
      },
    },
  ],
  [
    "rate-limited",
    "Mistral",
    429,
    { object: "error", message: "Requests rate limit exceeded", type: "rate_limited", code: "1300" },
  ],
  ["rate-limited", "in a stream", undefined, openai("Slow down", "rate_limit_exceeded").error],
  [
    "larger-than-rate",
    "Groq, 413",
    413,
    openai(
      "Request too large for model `llama-3.1-8b-instant` in organization `org_1` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9120, please reduce your message size and try again.",
      "rate_limit_exceeded",
      "tokens",
    ),
  ],
  [
    "larger-than-rate",
    "OpenAI, 429",
    429,
    openai(
      "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30,000, Requested 42,123. The input or output tokens must be reduced in order to run successfully.",
      "rate_limit_exceeded",
      "tokens",
    ),
  ],

  [
    "context-length",
    "OpenAI",
    400,
    openai(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
      "context_length_exceeded",
    ),
  ],
  [
    "context-length",
    "vLLM",
    400,
    {
      object: "error",
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in the completion).",
      type: "BadRequestError",
      code: 400,
    },
  ],
  [
    "context-length",
    "Anthropic",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: 205170 tokens > 200000 maximum" },
    },
  ],
  [
    "context-length",
    "Anthropic, 413",
    413,
    { type: "error", error: { type: "request_too_large", message: "Request exceeds the maximum size" } },
  ],
  [
    "context-length",
    "llama.cpp",
    400,
    {
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
      },
    },
  ],
  [
    "context-length",
    "Gemini",
    400,
    [
      {
        error: {
          code: 400,
          message: "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
  ],
  [
    "context-length",
    "LM Studio",
    400,
    {
      error:
        "Trying to keep the first 6000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
    },
  ],
  ["context-length", "nginx", 413, "<html><head><title>413 Request Entity Too Large</title></head></html>"],
  [
    "output-limit",
    "OpenAI",
    400,
    openai(
      "max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.",
      "invalid_value",
    ),
  ],
  [
    "output-limit",
    "Groq",
    400,
    openai(
      "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the `context_window` for this model",
    ),
  ],
  [
    "output-limit",
    "DeepSeek",
    400,
    openai("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"),
  ],
  [
    "output-limit",
    "Anthropic",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message:
          "max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-sonnet",
      },
    },
  ],

  [
    "model-unknown",
    "OpenAI",
    404,
    openai("The model `gpt-9` does not exist or you do not have access to it.", "model_not_found"),
  ],
  ["model-unknown", "DeepSeek", 400, openai("Model Not Exist")],
  [
    "model-unknown",
    "Ollama",
    404,
    { error: { message: 'model "qwen9" not found, try pulling it first', type: "not_found_error" } },
  ],
  ["model-unknown", "OpenRouter", 400, { error: { message: "foo/bar is not a valid model ID", code: 400 } }],
  [
    "model-unknown",
    "Azure",
    404,
    {
      error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." },
    },
  ],
  [
    "model-unknown",
    "LM Studio",
    404,
    {
      error: {
        message: "No models loaded. Please load a model in the developer page or use the `lms load` command.",
        type: "invalid_request_error",
      },
    },
  ],
  [
    "model-unknown",
    "Mistral",
    400,
    { object: "error", message: "Invalid model: mistral-huge", type: "invalid_model", code: "1500" },
  ],
  [
    "model-unknown",
    "Groq",
    400,
    openai(
      "The model `mixtral-8x7b-32768` has been decommissioned and is no longer supported.",
      "model_decommissioned",
    ),
  ],
  ["not-found", "a wrong path", 404, "404 page not found"],
  ["not-found", "FastAPI", 405, { detail: "Method Not Allowed" }],
  [
    "not-supported",
    "Ollama",
    400,
    openai("registry.ollama.ai/library/gemma:2b does not support tools", null, "api_error"),
  ],
  [
    "not-supported",
    "OpenRouter",
    404,
    {
      error: {
        message:
          "No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing",
        code: 404,
      },
    },
  ],
  [
    "not-supported",
    "vLLM",
    400,
    {
      object: "error",
      message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
      type: "BadRequestError",
      code: 400,
    },
  ],

  [
    "content-filter",
    "Azure",
    400,
    {
      error: {
        code: "content_filter",
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation" },
      },
    },
  ],
  [
    "content-refused",
    "OpenAI",
    400,
    openai(
      "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
      "invalid_prompt",
    ),
  ],
  [
    "content-refused",
    "OpenRouter",
    403,
    { error: { message: "Input was flagged by moderation", code: 403 } },
  ],
  [
    "content-refused",
    "DashScope",
    400,
    openai("Output data may contain inappropriate content.", "data_inspection_failed"),
  ],

  [
    "overloaded",
    "Anthropic",
    529,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  ],
  [
    "overloaded",
    "Gemini",
    503,
    [
      {
        error: {
          code: 503,
          message: "The model is overloaded. Please try again later.",
          status: "UNAVAILABLE",
        },
      },
    ],
  ],
  [
    "overloaded",
    "llama.cpp",
    503,
    { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
  ],
  [
    "overloaded",
    "Mistral",
    429,
    {
      object: "error",
      message: "Service tier capacity exceeded for this model.",
      type: "service_tier_capacity_exceeded",
      code: "3505",
    },
  ],
  ["overloaded", "a stream", undefined, { message: "Overloaded", type: "overloaded_error" }],
  ["timeout", "a gateway", 504, "<html><body><h1>504 Gateway Time-out</h1></body></html>"],
  [
    "server-error",
    "OpenAI",
    500,
    openai("The server had an error while processing your request.", null, "server_error"),
  ],
  ["server-error", "a proxy", 502, "<html><head><title>502 Bad Gateway</title></head></html>"],
  ["server-error", "OpenRouter in a stream", undefined, { code: 502, message: "Provider disconnected" }],
  ["tls", "nginx", 400, "<html><body>The plain HTTP request was sent to HTTPS port</body></html>"],
  ["bad-request", "anybody", 400, openai("'messages' must contain at least one message")],

  // Gateways put another's error into a sentence of their own, or beside it.
  [
    "context-length",
    "LiteLLM for OpenAI",
    400,
    openai(
      `litellm.BadRequestError: OpenAIException - ${JSON.stringify(openai("This model's maximum context length is 8192 tokens."))}`,
    ),
  ],
  [
    "overloaded",
    "OpenRouter for Anthropic",
    502,
    {
      error: {
        message: "Provider returned error",
        code: 502,
        metadata: {
          raw: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
          provider_name: "Anthropic",
        },
      },
    },
  ],
  [
    "rate-limited",
    "Cloudflare",
    429,
    { success: false, errors: [{ code: 10000, message: "Too many requests" }] },
  ],
];

const MAY_PASS = ["rate-limited", "overloaded", "server-error", "timeout"];

test.each(WORDINGS)("%s in the words of %s (%s)", (meaning, _who, status, body) => {
  const failure = failureOf(status, body);
  expect(failure).toMatchObject({ code: meaning, retryable: MAY_PASS.includes(meaning) });
  expect(failure.message).not.toMatch(/[{}]|\[object|"code"/);
});

describe("advice follows the meaning", () => {
  test.each([
    [
      "no-credit",
      402,
      {
        error: {
          message:
            "This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 1,234.",
        },
      },
      /pays for an answer of about 1234 tokens/,
    ],
    [
      "larger-than-rate",
      413,
      openai("tokens per minute (TPM): Limit 6000, Requested 9120"),
      /counts as 9120 tokens, and 6000 is all/,
    ],
    [
      "output-limit",
      400,
      openai("max_tokens is too large: 16384. This model supports at most 4096 completion tokens"),
      /Lower the step's longest answer to 4096 tokens or less/,
    ],
    ["no-quota", 429, geminiQuota(0), /Waiting does not change that/],
    [
      "unauthorized",
      400,
      GEMINI_KEY,
      /refused the key \(400\): API key not valid\. Please pass a valid API key\. Check the connection's key/,
    ],
  ])("%s", (code, status, body, says) => {
    const failure = failureOf(status, body);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(says);
  });
});

describe("how long it asks to wait", () => {
  const slow = (message: string, headers: Record<string, string> = {}) =>
    failureOf(429, openai(message, "rate_limit_exceeded"), headers).retryAfterMs;

  test.each([
    ["Please try again in 6m0s.", 360_000],
    ["Please try again in 20s. Visit https://x.example", 20_000],
    ["Please try again in 7m12.5s", 432_500],
    ["Please try again in 450ms.", 450],
    ["Please retry in 34.074824224s.", 34_075],
    ["Please retry after 26 seconds.", 26_000],
    ["Try again in 2 minutes.", 120_000],
    ["Limit 10 seconds of audio. Try later.", undefined],
    ["Rate limit reached", undefined],
  ])("%s", (message, ms) => {
    expect(slow(message)).toBe(ms);
  });

  test.each([
    [{ "retry-after": "2", "x-ratelimit-reset-tokens": "9s" }, 2_000],
    [{ "x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s" }, 360_000],
    [
      {
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-tokens": "6m0s",
        "x-ratelimit-remaining-tokens": "900",
      },
      1_000,
    ],
    [{ "x-ratelimit-reset": "45" }, 45_000],
  ])("headers %j", (headers, ms) => {
    expect(slow("Rate limit reached", headers)).toBe(ms);
  });

  test("a moment, as epoch ms, epoch seconds or a date", () => {
    const at = Date.now() + 60_000;
    for (const value of [String(at), String(Math.ceil(at / 1000)), new Date(at).toISOString()]) {
      const ms = slow("Rate limit reached", { "anthropic-ratelimit-tokens-reset": value });
      expect(ms).toBeGreaterThan(55_000);
      expect(ms).toBeLessThanOrEqual(61_000);
    }
  });

  test("Gemini's details", () => {
    expect(failureOf(429, geminiQuota(15)).retryAfterMs).toBe(34_000);
  });

  test("what never passes names no time", () => {
    expect(failureOf(429, geminiQuota(0))).not.toHaveProperty("retryAfterMs");
  });
});

test("long and nasty bodies are read in no time and end short", () => {
  const bodies = [
    "<".repeat(200_000),
    "{".repeat(200_000),
    `try again in ${"1s ".repeat(60_000)}`,
    "model ".repeat(40_000),
  ];
  for (const body of bodies) expect(failureOf(500, body).message.length).toBeLessThan(1_000);
});
