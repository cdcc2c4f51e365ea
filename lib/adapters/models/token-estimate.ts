/**
 * Estimated tokens of a text: UTF-8 bytes divided by four, rounded up, which is close to what common tokenizers
 * give for English text and JSON. Used where an endpoint reports no usage, and for all simulated usage.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, "utf8") / 4);
}

/** Estimated prompt tokens of a request body: its messages, tools and response format as JSON. */
export function estimatePromptTokens(request: {
  messages?: unknown;
  tools?: unknown;
  response_format?: unknown;
}): number {
  const { messages, tools, response_format } = request;
  return estimateTokens(JSON.stringify({ messages, tools, response_format }));
}
