import { createClient } from "./openai-client.ts";

/** An endpoint and what it wants to be told: `secret` null without a key; `headers` go with every request besides. */
export type Connection = { baseUrl: string; secret: string | null; headers?: Record<string, string> };

/** Where a connection's chat completions go, and with which headers. */
export type RequestHead = { url: string; headers: Headers };

const heads = new WeakMap<Connection, RequestHead>();

/**
 * The head of a connection's chat completions as the SDK builds it. It is the same for all of them, so it is built once and
 * kept as long as the connection; the body alone differs.
 */
export async function requestHead(connection: Connection): Promise<RequestHead> {
  const known = heads.get(connection);
  if (known) return known;
  const client = createClient({ ...connection, fetch: refuse });
  const { url, req } = await client.buildRequest({ method: "post", path: "/chat/completions", body: {} });
  const head = { url, headers: req.headers };
  heads.set(connection, head);
  return head;
}

async function refuse(): Promise<never> {
  throw new Error("This client only builds requests");
}
