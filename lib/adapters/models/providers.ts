/** A provider that a key or an address points to. */
export type Provider = { name: string; baseUrl: string; note: string | null };

/** What a pasted key or address was found to be; `provider` null: a key of a form we don't know. */
export type Guess =
  | { kind: "provider"; provider: Provider }
  | { kind: "unknown-key" }
  | { kind: "needs-address"; message: string }
  | { kind: "bad-address"; message: string };

const BY_KEY: { prefix: RegExp; provider: Provider }[] = [
  {
    prefix: /^sk-ant-/,
    provider: {
      name: "Anthropic",
      baseUrl: "https://api.anthropic.com/v1",
      note: "Anthropic's own API is not OpenAI-compatible; its compatibility endpoint is used. It ignores structured output, so replies are checked and repaired here.",
    },
  },
  {
    prefix: /^sk-or-/,
    provider: { name: "OpenRouter", baseUrl: "https://openrouter.ai/api/v1", note: null },
  },
  {
    prefix: /^sk-helicone-/,
    provider: { name: "Helicone", baseUrl: "https://ai-gateway.helicone.ai/v1", note: null },
  },
  { prefix: /^gsk_/, provider: { name: "Groq", baseUrl: "https://api.groq.com/openai/v1", note: null } },
  {
    prefix: /^AIza/,
    provider: {
      name: "Google Gemini",
      baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
      note: "Gemini's OpenAI-compatible endpoint is used.",
    },
  },
  { prefix: /^xai-/, provider: { name: "xAI", baseUrl: "https://api.x.ai/v1", note: null } },
  { prefix: /^pplx-/, provider: { name: "Perplexity", baseUrl: "https://api.perplexity.ai", note: null } },
  { prefix: /^sk-/, provider: { name: "OpenAI", baseUrl: "https://api.openai.com/v1", note: null } },
];

/** What a pasted key, a base URL, or both point to. An address given by the owner always wins over the key's form. */
export function guessProvider({ key, baseUrl }: { key: string | null; baseUrl: string | null }): Guess {
  if (baseUrl !== null && baseUrl.trim() !== "") return fromAddress(baseUrl.trim());
  if (key === null || key.trim() === "") {
    return { kind: "needs-address", message: "Expected a key or a base URL; both are empty." };
  }
  const provider = BY_KEY.find(({ prefix }) => prefix.test(key.trim()))?.provider;
  if (provider) return { kind: "provider", provider };
  if (/^[0-9a-f]{32}$/i.test(key.trim())) {
    return {
      kind: "needs-address",
      message:
        "This looks like an Azure key. Add the resource's address, such as https://my-resource.openai.azure.com.",
    };
  }
  return { kind: "unknown-key" };
}

function fromAddress(text: string): Guess {
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return { kind: "bad-address", message: `Expected an address such as https://host/v1, got "${text}".` };
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return { kind: "bad-address", message: `Expected an http or https address, got ${url.protocol}//.` };
  }
  if (url.username || url.password) {
    return {
      kind: "bad-address",
      message: "The address holds a user name or password. Put the key in its own field.",
    };
  }
  const host = url.hostname.toLowerCase();
  if (host.endsWith(".azure.com")) {
    // Whatever was copied from the portal, the v1 API of the resource takes plain OpenAI calls.
    return provider(
      "Azure OpenAI",
      `${url.origin}/openai/v1`,
      "On Azure a model's name is the name of its deployment.",
    );
  }
  const known = BY_KEY.find((entry) => new URL(entry.provider.baseUrl).hostname === host)?.provider;
  if (known) return { kind: "provider", provider: known };
  const path = url.pathname.replace(/\/(chat\/completions|models)?\/*$/, "").replace(/\/+$/, "");
  const isOllama = url.port === "11434";
  return provider(isOllama ? "Ollama" : host, `${url.origin}${path === "" ? "/v1" : path}`, null);
}

function provider(name: string, baseUrl: string, note: string | null): Guess {
  return { kind: "provider", provider: { name, baseUrl, note } };
}
